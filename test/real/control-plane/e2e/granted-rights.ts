import type { Call } from "./audit-log.ts";
import { type Component, componentOf, type Manifest, readBase } from "./manifests.ts";
import { accountName } from "./service-account.ts";

/** One verb on one resource, and where it is limited to it, on the object of one name. */
export interface Right {
  readonly user: string;
  readonly verb: string;
  /** Such as `secrets` or `admissionregistration.k8s.io/mutatingwebhookconfigurations`. */
  readonly resource: string;
  readonly name?: string;
}

/** Of a Role or a ClusterRole. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** What `manifests/base` grants a component by its roles of a kind. */
export function grantedRights(component: Component, kind: "Role" | "ClusterRole"): readonly Right[] {
  return readBase()
    .filter((manifest) => manifest.kind === kind && componentOf(manifest) === component)
    .flatMap((manifest) => (manifest as Manifest & { readonly rules: readonly Rule[] }).rules)
    .flatMap(rightsOf)
    .map((right) => ({ user: accountName(component), ...right }));
}

/** What only somebody who may is answered: that there is no such object, and that another was faster, too. */
const ALLOWED = [200, 201, 404, 409];

/** Whether the call made use of the right, and was allowed to. */
export function isUseOf({ user, verb, resource, name }: Right, call: Call): boolean {
  const isOfName = name === undefined || new RegExp(`[/=]${name}([?&]|$)`).test(decodeURIComponent(call.uri));
  const isOfUser = call.user === user && ALLOWED.includes(call.code);
  return isOfUser && call.verb === verb && call.resource === resource && isOfName;
}

/** Whether the rule is there to write and to find the ConfigMaps with the pull script, as `pull-script/` does. */
export function isForScripts({ resources, verbs }: Rule): boolean {
  const finds = resources.join() === "services,namespaces" && !verbs.includes("get");
  return finds || resources.includes("configmaps");
}

/** Each of the rights that a rule grants by itself. */
export function rightsOf({ apiGroups, resources, resourceNames, verbs }: Rule): readonly Omit<Right, "user">[] {
  const names = resourceNames?.map((name) => ({ name })) ?? [{}];
  return apiGroups.flatMap((group) =>
    resources.flatMap((each) => {
      const resource = [group, each].filter(Boolean).join("/");
      return verbs.flatMap((verb) => names.map((name) => ({ verb, resource, ...name })));
    }),
  );
}
