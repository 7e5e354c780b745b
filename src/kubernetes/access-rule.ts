import { type JsonObject, objectsAt, textsAt } from "./json.ts";

/** A verb on a resource of an API group, on one object if a name is set. */
export interface Permission {
  /** Empty for the core group. */
  readonly group: string;
  /** Such as `pods` or `pods/log`. */
  readonly resource: string;
  readonly verb: string;
  readonly name?: string;
}

/** A rule of a Role or ClusterRole. */
export interface AccessRule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Empty: all. */
  readonly names: readonly string[];
}

export function readRules(role: JsonObject): readonly AccessRule[] {
  return objectsAt(role, "rules").map((rule) => ({
    groups: textsAt(rule, "apiGroups"),
    resources: textsAt(rule, "resources"),
    verbs: textsAt(rule, "verbs"),
    names: textsAt(rule, "resourceNames"),
  }));
}

/** Whether a rule grants the permission, by the RBAC authorizer's rules. */
export function isGranted(rules: readonly AccessRule[], { group, resource, verb, name }: Permission): boolean {
  return rules.some(
    ({ groups, resources, verbs, names }) =>
      includes(groups, group) &&
      includesResource(resources, resource) &&
      includes(verbs, verb) &&
      (names.length === 0 || (name !== undefined && names.includes(name))),
  );
}

function includes(granted: readonly string[], wanted: string): boolean {
  return granted.includes("*") || granted.includes(wanted);
}

/** `*` stands for all resources with their subresources, and `*` before a slash for one subresource of all. */
function includesResource(granted: readonly string[], wanted: string): boolean {
  const [, subresource] = wanted.split("/");
  return includes(granted, wanted) || (subresource !== undefined && granted.includes(`*/${subresource}`));
}
