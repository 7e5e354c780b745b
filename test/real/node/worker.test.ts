import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readMountedScript } from "../../../src/configuration/pull-script.ts";
import { untilSuccess } from "../control-plane/bed/poll.ts";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { PULL, pullOf } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";
import { untilEveryReplicaAdds } from "./cluster/webhook-replicas.ts";
import { workerPod } from "./cluster/worker-pod.ts";

describe.skipIf(!hasNode)("a worker on a real node", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
  });
  afterAll(() => tenant?.close());

  test.each(["shared", "stream"])("in mode %s reads offline what its pull brought", async (mode) => {
    const { hub, pods } = tenant;
    const model = `org/${mode}`;
    const commit = hub.publish(model, singleFileModel(mode, 1_000_000));

    await tenant.createWorker({ name: mode, model, annotations: { mode } });
    const pod = await pods.untilReady(mode);

    expect(pullOf(pod)).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 0 } } });
    expect(await pods.log(mode, PULL)).toMatch(/done: \d+ s\n$/);
    expect(await pods.log(mode)).toContain(`READ ${model} ${commit}`);
    expect(pod.spec.containers[0]?.env).toContainEqual({ name: "HF_HUB_OFFLINE", value: "1" });
  });

  test("runs the script of the ConfigMap that the controller has written", async () => {
    const { hub, pods } = tenant;
    const { name, digest } = readMountedScript();
    hub.publish("org/mounted", singleFileModel("mounted", 1_000_000));
    const probe = workerPod({ name: "probe", model: "org/mounted", dynamoNamespace: tenant.dynamoNamespace });
    await untilEveryReplicaAdds(tenant, probe, name);

    await tenant.createWorker({ name: "mounted", model: "org/mounted" });
    const pod = await pods.untilReady("mounted");

    const pull = pod.spec.initContainers?.find((each) => each.name === PULL);
    expect(pull?.command?.slice(3)).toEqual([name, digest]);
    expect(pullOf(pod)).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 0 } } });
    const log = await pods.log("mounted", PULL);
    expect(log).toMatch(/done: \d+ s\n$/);
    expect(log).not.toContain("WARNING");
  });

  test("is ready without that ConfigMap, too, if it goes after the pod's admission", async () => {
    const { hub, pods, client } = tenant;
    const { name } = readMountedScript();
    hub.publish("org/without", singleFileModel("without", 1_000_000));
    const spec = { schedulingGates: [{ name: "example.com/held" }] };
    await tenant.createWorker({ name: "without", model: "org/without", spec });
    // The kubelet remembers an immutable ConfigMap while a pod on its node mounts it.
    for (const other of ["shared", "stream", "mounted"]) await pods.delete(other);
    for (const other of ["shared", "stream", "mounted"]) await pods.untilGone(other);
    await refuseConfigMaps(tenant);
    await client.delete(tenant.path(`configmaps/${name}`));
    await client.merge(tenant.path("pods/without"), { spec: { schedulingGates: null } });
    const pod = await pods.untilReady("without");

    expect(await pods.log("without", PULL)).toContain(`WARNING: ConfigMap ${name} is missing or changed`);
    expect(await pods.log("without")).toContain("READ org/without ");
    expect(pullOf(pod)).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 0 } } });
  });
});

/** Kubernetes' own, with its CA, is one. */
async function refuseConfigMaps({ client, path }: Tenant): Promise<void> {
  const hard = { "count/configmaps": "1" };
  const quota = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "full" }, spec: { hard } };
  await client.create(path("resourcequotas"), quota);
  const isCounted = async () => {
    const { status } = await client.get<{ readonly status: object }>(path("resourcequotas/full"));
    expect(status).toMatchObject({ hard });
  };
  await untilSuccess(isCounted, { timeoutMilliseconds: 60_000 });
}
