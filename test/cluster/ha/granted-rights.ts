import type { Call } from "../deployment/audit-log.ts";
import { type Component, componentOf, type Manifest, readBase } from "../e2e/manifests.ts";

/** One verb on one resource, and where it is limited to it, on the object of one name. */
export interface Right {
  readonly verb: string;
  /** Such as `secrets` or `admissionregistration.k8s.io/mutatingwebhookconfigurations`. */
  readonly resource: string;
  readonly name?: string;
}

interface Rule {
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
    .flatMap(rightsOf);
}

/** Whether the call made use of the right, and was allowed to. */
export function isUseOf({ verb, resource, name }: Right, call: Call): boolean {
  const isOfName = name === undefined || new RegExp(`[/=]${name}([?&]|$)`).test(decodeURIComponent(call.uri));
  return call.verb === verb && call.resource === resource && isOfName && call.code !== 403;
}

function rightsOf({ apiGroups, resources, resourceNames = [undefined], verbs }: RuleOrWhole): readonly Right[] {
  return apiGroups.flatMap((group) =>
    resources.flatMap((each) =>
      verbs.flatMap((verb) => resourceNames.map((name) => right(verb, [group, each].filter(Boolean).join("/"), name))),
    ),
  );
}

type RuleOrWhole = Omit<Rule, "resourceNames"> & { readonly resourceNames?: readonly (string | undefined)[] };

function right(verb: string, resource: string, name: string | undefined): Right {
  return name === undefined ? { verb, resource } : { verb, resource, name };
}
