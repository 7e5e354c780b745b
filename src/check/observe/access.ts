import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { attempt, orElse, type Readable } from "../../cluster/objects/readable.ts";
import { type Installation, readRelease } from "../../installation/installation.ts";
import { type Component, listNeeds } from "../../installation/needed-permissions.ts";
import { readRules } from "../../kubernetes/access-rule.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  collectionPath,
  ROLE_BINDINGS,
  ROLES,
} from "../../kubernetes/resource-type.ts";
import { atMost } from "../at-most.ts";
import type { Account, Binding, ComponentAccess } from "../observed.ts";

const WIDTH = 4;

/** Reads what RBAC grants to the accounts of the injector's Deployments, in the cluster and in their namespace. */
export async function readAccess(
  reader: ObjectReader,
  { namespace, webhook, controller }: Installation,
): Promise<Readable<readonly ComponentAccess[]>> {
  const components = [
    ...listComponents("webhook", orElse(webhook, undefined)),
    ...listComponents("controller", orElse(controller, undefined)),
  ];
  if (components.length === 0) return { value: [] };
  return attempt(async () => {
    const bindings = await readBindings(reader, namespace, components);
    return components.map((each) => ({
      ...each,
      bindings: bindings.map(({ binding, role }) => toBinding(binding, role, each.account)),
    }));
  });
}

function listComponents(
  component: Component,
  deployment: JsonObject | undefined,
): readonly Omit<ComponentAccess, "bindings">[] {
  if (deployment === undefined) return [];
  const metadata = objectAt(deployment, "metadata");
  const spec = objectAt(objectAt(objectAt(deployment, "spec"), "template"), "spec");
  const account = {
    namespace: textAt(metadata, "namespace") ?? "",
    name: textAt(spec, "serviceAccountName") ?? "default",
  };
  return [{ component, account, release: readRelease(deployment), needs: listNeeds(component, deployment) }];
}

interface BindingWithRole {
  readonly binding: JsonObject;
  /** `undefined`: it does not exist. */
  readonly role: JsonObject | undefined;
}

/** The bindings that concern one of the accounts. Each role is read once. */
async function readBindings(
  reader: ObjectReader,
  namespace: string,
  components: readonly Pick<ComponentAccess, "account">[],
): Promise<readonly BindingWithRole[]> {
  const [inCluster, inNamespace] = await Promise.all([
    reader.list({ name: "clusterrolebindings", path: collectionPath(CLUSTER_ROLE_BINDINGS) }),
    reader.list({ name: "rolebindings", path: collectionPath(ROLE_BINDINGS, namespace) }),
  ]);
  const concerned = [...inCluster, ...inNamespace].filter((binding) =>
    components.some(({ account }) => namesAccount(binding, account) || hasNameOf(binding, account)),
  );
  const roles = new Map(concerned.map((binding) => [referenceKey(binding), readRole(reader, namespace, binding)]));
  return atMost(WIDTH, concerned, async (binding) => ({ binding, role: await roles.get(referenceKey(binding)) }));
}

function readRole(reader: ObjectReader, namespace: string, binding: JsonObject): Promise<JsonObject | undefined> {
  const { kind, name } = readReference(binding);
  return reader.get(kind === "Role" ? { type: ROLES, namespace, name } : { type: CLUSTER_ROLES, name });
}

function toBinding(binding: JsonObject, role: JsonObject | undefined, account: Account): Binding {
  return {
    kind: isNamespaced(binding) ? "RoleBinding" : "ClusterRoleBinding",
    name: readName(binding),
    role: readReference(binding),
    namesAccount: namesAccount(binding, account),
    rules: role && readRules(role),
  };
}

/** Kubernetes' own bindings of groups grant discovery only. */
function namesAccount(binding: JsonObject, { namespace, name }: Account): boolean {
  const labels = objectAt(objectAt(binding, "metadata"), "labels");
  if (textAt(labels, "kubernetes.io/bootstrapping") !== undefined) return false;
  const groups = ["system:authenticated", "system:serviceaccounts", `system:serviceaccounts:${namespace}`];
  return objectsAt(binding, "subjects").some((subject) => {
    const subjectName = textAt(subject, "name") ?? "";
    if (textAt(subject, "kind") === "Group") return groups.includes(subjectName);
    if (textAt(subject, "kind") === "User") return subjectName === `system:serviceaccount:${namespace}:${name}`;
    return subjectName === name && textAt(subject, "namespace") === namespace;
  });
}

/** The chart gives a binding the name of its account. */
function hasNameOf(binding: JsonObject, { name }: Account): boolean {
  return readName(binding) === name;
}

function readReference(binding: JsonObject): Binding["role"] {
  const reference = objectAt(binding, "roleRef");
  return {
    kind: textAt(reference, "kind") === "Role" ? "Role" : "ClusterRole",
    name: textAt(reference, "name") ?? "",
  };
}

function referenceKey(binding: JsonObject): string {
  const { kind, name } = readReference(binding);
  return `${kind}/${name}`;
}

function readName(binding: JsonObject): string {
  return textAt(objectAt(binding, "metadata"), "name") ?? "";
}

function isNamespaced(binding: JsonObject): boolean {
  return textAt(objectAt(binding, "metadata"), "namespace") !== undefined;
}
