import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMountedScript } from "../../../../src/configuration/pull-script.ts";
import { type ApiError, connect, type KubernetesObject } from "../bed/client.ts";
import { isForScripts, isUseOf, type Rule, rightsOf } from "../e2e/granted-rights.ts";
import { type AdmittedPod, doublesIn, pullOf } from "../e2e/injection-of.ts";
import { applyManifest, type Component, manifestOf } from "../e2e/manifests.ts";
import { total } from "../e2e/prometheus.ts";
import { accountName } from "../e2e/service-account.ts";
import { eventually, hasControllers, isOurs } from "../e2e/source.ts";
import { createTenant, type Tenant } from "../e2e/tenant.ts";
import { worker } from "../e2e/worker.ts";
import { type ScriptBed, startScriptBed } from "./script-bed.ts";

const script = readMountedScript();

interface ConfigMap extends KubernetesObject {
  readonly immutable?: boolean;
  readonly data?: Readonly<Record<string, string>>;
}

type ClusterRole = ReturnType<typeof manifestOf> & { readonly rules: readonly Rule[] };

/** Where the pull of a pod has its script. */
function placeOf(pod: AdmittedPod): "mounted" | "contained" {
  const { command = [] } = pullOf(pod) as { readonly command?: readonly string[] };
  const volume = pod.spec.volumes?.find(({ name }) => name === "model-express-pull");
  expect(doublesIn(pod)).toEqual([]);
  if (command[2] === script.text) {
    expect(volume).toBeUndefined();
    return "contained";
  }
  expect(command).toEqual(["/bin/sh", "-c", script.loader, script.name, script.digest]);
  expect(volume).toMatchObject({ configMap: { name: script.name, optional: true } });
  return "mounted";
}

describe.runIf(isOurs)("pull scripts in ConfigMaps", () => {
  let bed: ScriptBed;

  beforeAll(async () => {
    bed = await startScriptBed();
  });

  afterAll(() => bed?.stop());

  const expectPlace = (tenant: Tenant, place: "mounted" | "contained") =>
    eventually(async () => expect(placeOf(await tenant.create(worker(), "?dryRun=All"))).toBe(place));
  const mapOf = (tenant: Tenant) => bed.client.get<ConfigMap>(tenant.path(`configmaps/${script.name}`));

  it("are written where there is an instance, and pods of the namespace mount them", async () => {
    const tenant = await createTenant(bed.client);
    await tenant.createInstance();
    await expectPlace(tenant, "mounted");

    const map = await mapOf(tenant);
    expect(map).toMatchObject({
      immutable: true,
      data: { "pull.sh": script.text },
      metadata: { labels: { "modelexpress.nvidia.com/pull-script": "true" } },
    });
    expect(map.metadata).not.toHaveProperty("ownerReferences");
    await tenant.deleteInstance();
    expect(await mapOf(tenant)).toEqual(map);
  });

  it("are not written where no pod can be injected", async () => {
    const [bare, closed, served] = await Promise.all([
      createTenant(bed.client),
      createTenant(bed.client, {}),
      createTenant(bed.client),
    ]);
    await closed.createInstance();
    await served.createInstance();
    await expectPlace(served, "mounted");
    const lists = await Promise.all([bare, closed].map((each) => bed.client.list(each.path("configmaps"))));
    const names = lists.flat().map(({ metadata }) => metadata.name);
    expect(names).not.toContain(script.name);
  });

  it("are recreated after a deletion; until then pods contain the script", async () => {
    const tenant = await createTenant(bed.client);
    await tenant.createInstance();
    await expectPlace(tenant, "mounted");
    await bed.client.delete(tenant.path(`configmaps/${script.name}`));
    await expectPlace(tenant, "contained");
    await expectPlace(tenant, "mounted");
  });

  it("are not used where the ConfigMap is someone else's", async () => {
    const tenant = await createTenant(bed.client);
    const data = { "pull.sh": "echo mine" };
    await bed.client.create(tenant.path("configmaps"), { metadata: { name: script.name }, data });
    await tenant.createInstance();
    await expectPlace(tenant, "contained");
    await eventually(async () => expect(await countOf("other")).toBe(1));
    expect(await mapOf(tenant)).toMatchObject({ data });
    expect(placeOf(await tenant.create(worker()))).toBe("contained");
    await bed.client.delete(tenant.path(`configmaps/${script.name}`));
    await expectPlace(tenant, "mounted");
  });

  const countOf = async (state: string): Promise<number> =>
    total(await bed.metrics(), "model_express_injector_pull_scripts", { state });

  it.runIf(hasControllers)("are left out where a quota refuses them, and pods contain the script", async () => {
    const tenant = await createTenant(bed.client);
    const quota = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "none" },
      spec: { hard: NO_CONFIG_MAPS },
    };
    await bed.client.create(tenant.path("resourcequotas"), quota);
    await eventually(async () => {
      const { status } = await bed.client.get<{ status: object }>(tenant.path("resourcequotas/none"));
      expect(status).toMatchObject({ hard: NO_CONFIG_MAPS });
    });
    await tenant.createInstance();
    await eventually(async () => expect(await countOf("refused")).toBe(1));
    await expectPlace(tenant, "contained");
  });

  it.each<Component>(["webhook", "controller"])("are all that the %s can read of ConfigMaps", async (component) => {
    const account = connect({ ...bed.controlPlane, user: accountName(component) });
    const statusOf = (query: string): Promise<number> =>
      account.get(`/api/v1/configmaps${query}`).then(
        () => 200,
        (error: ApiError) => error.status,
      );
    expect(await statusOf("")).toBe(403);
    expect(await statusOf("?fieldSelector=metadata.name%3Dkube-root-ca.crt")).toBe(403);
    expect(await statusOf(`?fieldSelector=metadata.name%3D${script.name}`)).toBe(200);
    account.close();
  });

  it("need each of the permissions, and no other, and no call at rest", async () => {
    const tenant = await createTenant(bed.client);
    await tenant.createInstance();
    await expectPlace(tenant, "mounted");
    const callsOf = () =>
      bed.audit.calls().filter(({ user, verb }) => user === accountName("controller") && verb !== "watch");
    const before = callsOf().length;
    await bed.client.merge(tenant.path("services/model-express"), { metadata: { annotations: { note: "other" } } });
    await bed.client.merge(`/api/v1/namespaces/${tenant.namespace}`, { metadata: { annotations: { note: "other" } } });
    const next = await createTenant(bed.client);
    await next.createInstance();
    await expectPlace(next, "mounted");
    expect(
      callsOf()
        .slice(before)
        .map(({ verb, resource }) => `${verb} ${resource}`),
    ).toEqual(["create configmaps"]);

    const isUnexpected = ({ code, uri }: { code: number; uri: string }): boolean => code === 403 && !isProbe(uri);
    const refused = bed.audit.calls().filter(isUnexpected);
    expect(refused.filter(({ verb }) => verb !== "create")).toEqual([]);
    for (const component of ["webhook", "controller"] as const) {
      const { rules } = manifestOf<ClusterRole>("ClusterRole", component);
      const granted = rules.filter(isForScripts).flatMap(rightsOf);
      expect(granted).not.toEqual([]);
      const user = accountName(component);
      expect(granted.filter((right) => !bed.audit.calls().some((call) => isUseOf({ user, ...right }, call)))).toEqual(
        [],
      );
    }
  });

  it("are not used by a webhook with the permissions of an older release, which is ready all the same", async () => {
    const tenant = await createTenant(bed.client);
    await tenant.createInstance();
    await expectPlace(tenant, "mounted");
    const role = manifestOf<ClusterRole>("ClusterRole", "webhook");
    const older = { ...role, rules: role.rules.filter((rule) => !isForScripts(rule)) };
    await applyManifest(bed.client, older as ClusterRole);
    const account = connect({ ...bed.controlPlane, user: accountName("webhook") });
    await eventually(() =>
      expect(account.get(`/api/v1/configmaps?fieldSelector=metadata.name%3D${script.name}`)).rejects.toThrow("403"),
    );
    account.close();
    await bed.webhook.signal("SIGKILL");
    await bed.webhook.start();
    expect(await bed.webhook.read("/readyz")).toBeDefined();
    await expectPlace(tenant, "contained");
    await applyManifest(bed.client, role);
    await expectPlace(tenant, "mounted");
  });
});

const NO_CONFIG_MAPS = { "count/configmaps": "0" };

/** The requests of this test as the accounts. */
function isProbe(uri: string): boolean {
  return !uri.includes("limit=") && !uri.includes("fieldManager=");
}
