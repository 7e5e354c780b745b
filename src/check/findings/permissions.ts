import type { Need } from "../../installation/needed-permissions.ts";
import { isGranted } from "../../kubernetes/access-rule.ts";
import type { Finding } from "../finding.ts";
import type { Account, Binding, ComponentAccess, Observed } from "../observed.ts";
import { restoreCommand } from "./restore.ts";

/** Checks whether RBAC grants to each process of the injector what it uses, and names the object that does not. */
export function listPermissionFindings({ access, installation }: Observed): readonly Finding[] {
  if ("unreadable" in access) {
    const subject = `Permissions of the injector in namespace ${installation.namespace}`;
    return [{ code: "PermissionsUnread", subject, message: access.unreadable }];
  }
  return access.value.flatMap(accessFindings);
}

function accessFindings(access: ComponentAccess): readonly Finding[] {
  const missing = (["cluster", "namespace"] as const).flatMap((scope) => scopeFinding(access, scope));
  if (missing.length > 0) return missing;
  const subject = `ServiceAccount ${access.account.namespace}/${access.account.name}`;
  return [{ code: "PermissionsGranted", subject, message: `has the permissions that the ${access.component} uses` }];
}

function scopeFinding(access: ComponentAccess, scope: Need["scope"]): readonly Finding[] {
  const missing = access.needs.filter((need) => need.scope === scope && !isMet(need, access.bindings));
  if (missing.length === 0) return [];
  const { subject, cause, repair } = findCause(access, scope);
  const effects = [...new Set(missing.map(({ effect }) => effect))].join("; ");
  const lacks = `the ${access.component} may not ${describe(missing)}: ${effects}`;
  return [{ code: "PermissionsMissing", subject, message: `${cause}, so ${lacks}. To restore it: ${repair}` }];
}

function isMet(need: Need, bindings: readonly Binding[]): boolean {
  return bindings.some(
    ({ kind, namesAccount, rules }) =>
      namesAccount && isGranted(rules ?? [], need) && (kind === "ClusterRoleBinding" || need.scope === "namespace"),
  );
}

interface Cause {
  readonly subject: string;
  readonly cause: string;
  readonly repair: string;
}

/** The chart gives an account, its binding and its role one name. */
function findCause(access: ComponentAccess, scope: Need["scope"]): Cause {
  const { account, bindings } = access;
  const kind = scope === "cluster" ? "ClusterRoleBinding" : "RoleBinding";
  const ofKind = bindings.filter((each) => each.kind === kind);
  const own = ofKind.find(({ name }) => name === account.name);
  const binding = own?.namesAccount === true ? own : ofKind.find(({ namesAccount }) => namesAccount);
  if (binding !== undefined) return blameRole(binding, access);
  const subject = `${kind} ${inNamespace(kind, account)}${account.name}`;
  const namesOther = `it does not name ServiceAccount ${account.namespace}/${account.name}`;
  return { subject, cause: own === undefined ? "it does not exist" : namesOther, repair: restore(access) };
}

function blameRole({ kind, name, role, rules }: Binding, access: ComponentAccess): Cause {
  const { account } = access;
  const subject = `${role.kind} ${inNamespace(role.kind, account)}${role.name}`;
  const cause = rules === undefined ? "it does not exist" : "it lacks rules";
  const through = `${cause} (${kind} ${name} grants it)`;
  if (role.name === account.name) return { subject, cause: through, repair: restore(access) };
  // The role of a binding cannot be changed.
  const flag = kind === "RoleBinding" ? ` -n ${account.namespace}` : "";
  return { subject, cause: through, repair: `kubectl delete ${kind.toLowerCase()} ${name}${flag}; ${restore(access)}` };
}

function inNamespace(kind: Binding["kind"] | Binding["role"]["kind"], { namespace }: Account): string {
  return kind === "Role" || kind === "RoleBinding" ? `${namespace}/` : "";
}

function restore({ release, account }: ComponentAccess): string {
  return restoreCommand(release, account.namespace);
}

const MOST_NAMED = 3;

/** Such as `list, watch pods; patch modelexpresses/status; and 12 more`. */
function describe(missing: readonly Need[]): string {
  const byResource = Map.groupBy(missing, ({ resource, name }) =>
    name === undefined ? resource : `${resource} ${name}`,
  );
  const parts = [...byResource].map(
    ([resource, needs]) => `${[...new Set(needs.map(({ verb }) => verb))].join(", ")} ${resource}`,
  );
  const more = parts.length > MOST_NAMED ? [`and ${parts.length - MOST_NAMED} more`] : [];
  return [...parts.slice(0, MOST_NAMED), ...more].join("; ");
}
