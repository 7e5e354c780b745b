import { describe, expect, it } from "vitest";
import { listPermissionFindings } from "../../src/check/findings/permissions.ts";
import type { Binding, ComponentAccess } from "../../src/check/observed.ts";
import type { Component } from "../../src/installation/needed-permissions.ts";
import { accessOf, HEALTHY } from "./healthy.ts";

const NS = "model-express-injector";
const RESTORE = `helm get manifest mx -n ${NS} | kubectl apply --server-side --force-conflicts -f -`;

function judge(access: ComponentAccess): Record<string, string> {
  const findings = listPermissionFindings({ ...HEALTHY, access: { value: [access] } });
  return Object.fromEntries(findings.map(({ code, subject, message }) => [`${code} ${subject}`, message]));
}

/** The access of a component with its bindings changed; `undefined` removes one. */
function withBindings(component: Component, change: (binding: Binding) => Binding | undefined): ComponentAccess {
  const bindings = accessOf(component).bindings.flatMap((binding) => change(binding) ?? []);
  return accessOf(component, { bindings });
}

const KINDS = ["ClusterRoleBinding", "RoleBinding"] as const;

describe("the permissions of a process", () => {
  it.each(["webhook", "controller"] as const)("are as expected of the %s with a rule for each need", (component) => {
    expect(Object.keys(judge(accessOf(component)))).toEqual([
      `PermissionsGranted ServiceAccount ${NS}/${NS}-${component}`,
    ]);
  });

  it.each(KINDS)("are missing without the %s, which is named with what stops and the way out", (kind) => {
    const access = withBindings("controller", (each) => (each.kind === kind ? undefined : each));
    const where = kind === "RoleBinding" ? `${NS}/` : "";
    const found = judge(access);
    expect(Object.keys(found)).toEqual([`PermissionsMissing ${kind} ${where}${NS}-controller`]);
    const [message] = Object.values(found);
    expect(message).toMatch(/^it does not exist, so the controller may not .*certificates are not renewed/);
    expect(message).toContain(`To restore it: ${RESTORE}`);
  });

  it("name the account that a binding lost", () => {
    const found = judge(withBindings("webhook", (each) => ({ ...each, namesAccount: false })));
    expect(found[`PermissionsMissing ClusterRoleBinding ${NS}-webhook`]).toContain(
      `it does not name ServiceAccount ${NS}/${NS}-webhook, so the webhook may not get, list, watch services;`,
    );
  });

  it("name a role that does not exist, and the binding that grants it", () => {
    const found = judge(withBindings("webhook", ({ rules: _, ...each }) => ({ ...each, rules: undefined })));
    expect(found[`PermissionsMissing ClusterRole ${NS}-webhook`]).toContain(
      `it does not exist (ClusterRoleBinding ${NS}-webhook grants it)`,
    );
  });

  it("delete a binding of another role first, because it cannot be changed", () => {
    const role = { kind: "ClusterRole", name: "view" } as const;
    const found = judge(
      withBindings("webhook", (each) => (each.kind === "RoleBinding" ? each : { ...each, role, rules: [] })),
    );
    expect(found["PermissionsMissing ClusterRole view"]).toContain(
      `kubectl delete clusterrolebinding ${NS}-webhook; ${RESTORE}`,
    );
  });

  it.each(["webhook", "controller"] as const)("name each single rule that the %s lost, and only that", (component) => {
    const { bindings } = accessOf(component);
    for (const { kind, rules = [] } of bindings) {
      for (const lost of rules) {
        // Some rules are for two purposes.
        const others = rules.filter((rule) => JSON.stringify(rule) !== JSON.stringify(lost));
        const found = Object.entries(
          judge(withBindings(component, (each) => (each.kind === kind ? { ...each, rules: others } : each))),
        );
        const isGrantedInCluster = kind === "RoleBinding" && lost.resources[0] === "pods";
        if (isGrantedInCluster) continue;
        expect(found).toHaveLength(1);
        expect(found[0]?.[0]).toContain(`PermissionsMissing ${kind.replace("Binding", "")} `);
        expect(found[0]?.[1]).toContain(`the ${component} may not ${lost.verbs[0]} ${lost.resources[0]}`);
      }
    }
  });

  it("are not missing if a binding of a group, or of another name, grants them", () => {
    const everything = { groups: ["*"], resources: ["*"], verbs: ["*"], names: [] };
    const wide: Binding = {
      kind: "ClusterRoleBinding",
      name: "ours",
      role: { kind: "ClusterRole", name: "cluster-admin" },
      namesAccount: true,
      rules: [everything],
    };
    expect(Object.keys(judge(accessOf("controller", { bindings: [wide] })))).toEqual([
      `PermissionsGranted ServiceAccount ${NS}/${NS}-controller`,
    ]);
  });

  it("are not checked by a user who may not read them", () => {
    const findings = listPermissionFindings({ ...HEALTHY, access: { unreadable: "jane may not list rolebindings" } });
    expect(findings).toEqual([
      {
        code: "PermissionsUnread",
        subject: `Permissions of the injector in namespace ${NS}`,
        message: "jane may not list rolebindings",
      },
    ]);
  });
});
