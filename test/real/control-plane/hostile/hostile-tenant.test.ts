import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiError, type Client, connect } from "../bed/client.ts";
import { report } from "../bed/report.ts";
import { startAdmission } from "../deployment/admission.ts";
import { createDeclarer, type Declarer } from "../deployment/declared-instance.ts";
import { type Deployer, startDeployer } from "../deployment/deployer.ts";
import { injectionOf } from "../e2e/injection-of.ts";
import { eventually, hasControllers } from "../e2e/source.ts";
import { createTenant, type Tenant, tenantOf } from "../e2e/tenant.ts";
import { worker } from "../e2e/worker.ts";
import { defineGraphs } from "../graph/definition.ts";
import { HOSTILE_OBJECTS, type HostileObject } from "./hostile-objects.ts";

/** Pods of the other namespace for each hostile object, before and after it is there. */
const VICTIMS = 6;

/** A user with the role `edit` in one namespace, and with what Dynamo's and our own resources need there. */
describe.runIf(hasControllers)("a tenant with the role edit", () => {
  let deployer: Deployer;
  let admission: { stop(): Promise<void> };
  let tenant: Client;
  let evil: Tenant;
  let victim: Declarer;
  const rows: string[] = [];

  beforeAll(async () => {
    deployer = await startDeployer({ graphs: "follow" });
    const { client, controlPlane } = deployer;
    await defineGraphs(client, { version: "1.0" });
    admission = await startAdmission(deployer, ["--graphs", "follow"]);
    tenant = connect({ ...controlPlane, user: "tenant" });
    evil = tenantOf(tenant, (await createTenant(client)).namespace);
    await giveRights(client, evil);
    victim = await createDeclarer(client, { "modelexpress.nvidia.com/inject": "enabled" });
    await victim.createClaim("models");
    await victim.createInstance({ claim: "models" });
    await eventually(async () => {
      expect(injectionOf(await victim.create(worker(), "?dryRun=All"))).toBeDefined();
    });
  });

  afterAll(async () => {
    report(rows.join("\n"));
    tenant?.close();
    await admission?.stop();
    await deployer?.stop();
  });

  it.each(HOSTILE_OBJECTS.map((object) => [object.title, object] as const))(
    "takes no pod of another namespace away from its Model Express: %s",
    async (title, hostile) => {
      const attack = create(hostile);
      const [during, outcome] = await Promise.all([askVictims(), attack]);
      const after = await askVictims();
      const slowest = Math.round(Math.max(...[...during, ...after].map(({ milliseconds }) => milliseconds)));
      const injected = [...during, ...after].filter(({ isInjected }) => isInjected).length;
      rows.push(
        `${title}: ${outcome}; ${injected} of ${2 * VICTIMS} victims injected, the slowest after ${slowest} ms`,
      );
      expect(injected).toBe(2 * VICTIMS);
    },
  );

  it("does not keep the controller from another one's ModelExpress", async () => {
    await victim.declare("mine", { dynamoNamespace: "own", pvc: { name: "models" } });
    await eventually(() => victim.get("services/mine"));
  });

  it("gets at most 16 ModelExpress objects for a graph", async () => {
    const made = await deployer.client.list(evil.path("modelexpress.nvidia.com/v1alpha1/modelexpresses"));
    const ofGraphs = made.filter(({ metadata }) => metadata.labels?.["modelexpress.nvidia.com/graph"] !== undefined);
    expect(ofGraphs.length).toBeLessThanOrEqual(16 * 3);
  });

  /** What the API server said. */
  async function create({ resource, object }: HostileObject): Promise<string> {
    const size = `${Math.round(JSON.stringify(object).length / 1024)} KiB`;
    try {
      await tenant.create(evil.path(resource), object);
      return `${size}, created`;
    } catch (error) {
      if (error instanceof ApiError && error.status !== 403) return `${size}, refused with ${error.status}`;
      throw error;
    }
  }

  async function askVictims(): Promise<readonly { readonly isInjected: boolean; readonly milliseconds: number }[]> {
    const ask = async () => {
      const start = performance.now();
      const pod = await victim.create(worker(), "?dryRun=All");
      const isInjected = injectionOf(pod)?.from === `Service ${victim.namespace}/model-express`;
      return { isInjected, milliseconds: performance.now() - start };
    };
    return Promise.all(Array.from({ length: VICTIMS }, ask));
  }
});

const ALL = { verbs: ["*"] };

async function giveRights(client: Client, { path, namespace }: Tenant): Promise<void> {
  const rbac = "rbac.authorization.k8s.io";
  const subjects = [{ kind: "User", name: "tenant", apiGroup: rbac }];
  const role = { apiVersion: `${rbac}/v1`, kind: "Role", metadata: { name: "graphs", namespace } };
  await client.create(path(`${rbac}/v1/roles`), {
    ...role,
    rules: [
      { apiGroups: ["nvidia.com"], resources: ["dynamographdeployments"], ...ALL },
      { apiGroups: ["modelexpress.nvidia.com"], resources: ["modelexpresses"], ...ALL },
    ],
  });
  for (const [name, kind] of [
    ["edit", "ClusterRole"],
    ["graphs", "Role"],
  ] as const) {
    const binding = { apiVersion: `${rbac}/v1`, kind: "RoleBinding", metadata: { name, namespace } };
    await client.create(path(`${rbac}/v1/rolebindings`), {
      ...binding,
      subjects,
      roleRef: { apiGroup: rbac, kind, name },
    });
  }
}
