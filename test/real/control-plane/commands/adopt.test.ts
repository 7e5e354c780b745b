import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectOutput } from "../../../docs/schemas.ts";
import type { KubernetesObject } from "../bed/client.ts";
import { findControlPlane } from "../bed/source.ts";
import { eventually, isOurs } from "../e2e/source.ts";
import { worker } from "../e2e/worker.ts";
import { hasNodes, type Installed, startInstalled } from "./installed.ts";
import { isModelExpressHere } from "./model-express-server.ts";

const source = await findControlPlane();
const isPossible = source.kind !== "unavailable" && isOurs && hasNodes && isModelExpressHere;
const PREFIX = "modelexpress.nvidia.com/";

interface AdoptedObject {
  readonly serves: string;
  readonly url: string;
  readonly claim: string | null;
  readonly isChanged: boolean;
  readonly health: object;
  readonly reason: string;
  readonly missing: readonly string[];
  readonly notes: readonly string[];
}

describe.skipIf(!isPossible)("adopt, in a real cluster whose node is kwok's", { timeout: 240_000 }, () => {
  let cluster: Installed;

  beforeAll(async () => {
    cluster = await startInstalled();
    await createAsChart("modelexpress", "/root/hub");
  }, 300_000);

  afterAll(() => cluster?.stop());

  const adopt = (...args: string[]) => cluster.command(["adopt", ...args, "-n", cluster.tenant.namespace]);
  const adopted = async (...args: string[]) => {
    const { out } = await adopt(...args, "-o", "json");
    expectOutput("adopt", out);
    return JSON.parse(out) as AdoptedObject;
  };
  const service = (name: string) => cluster.client.get<KubernetesObject>(cluster.tenant.path(`services/${name}`));

  /** What Model Express' own Helm chart makes (0.5.1; written by hand, for the chart is in no registry that is reachable). */
  async function createAsChart(name: string, cacheDirectory: string): Promise<void> {
    const { client, tenant } = cluster;
    const labels = { "app.kubernetes.io/name": "modelexpress", "app.kubernetes.io/instance": name };
    await client.create(tenant.path("persistentvolumeclaims"), {
      metadata: { name: `${name}-pvc` },
      spec: { accessModes: ["ReadWriteMany"], resources: { requests: { storage: "10Gi" } } },
    });
    await client.create(tenant.path("services"), {
      metadata: { name, labels },
      spec: { selector: labels, ports: [{ name: "http", port: 8001, targetPort: "http" }] },
    });
    const container = {
      name: "modelexpress",
      image: "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.3.0",
      ports: [{ name: "http", containerPort: 8001 }],
      env: [{ name: "MODEL_EXPRESS_CACHE_DIRECTORY", value: cacheDirectory }],
      volumeMounts: [{ name: "data", mountPath: "/root" }],
    };
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: `${name}-pvc` } }];
    await client.create(tenant.path("apps/v1/deployments"), {
      metadata: { name },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { nodeName: "node", containers: [container], volumes } },
      },
    });
    await eventually(async () => {
      const selector = new URLSearchParams({ labelSelector: `kubernetes.io/service-name=${name}` });
      const slices = await client.get(`${tenant.path("discovery.k8s.io/v1/endpointslices")}?${selector}`);
      if (!JSON.stringify(slices).includes('"ready":true')) throw new Error(`${name} has no endpoint yet`);
    });
  }

  it("marks what its own chart installed, after a dry run that marks nothing, and is content when asked again", async () => {
    const dry = await adopt("modelexpress", "--dynamo-namespace", "charted", "--dry-run");
    expect(dry.out).toContain("would serve dynamo namespace charted (dry run)");
    expect((await service("modelexpress")).metadata.annotations).toBeUndefined();

    const { code, out } = await adopt("modelexpress", "--dynamo-namespace", "charted");
    expect(code).toBe(0);
    expect(out).toContain(`Service ${cluster.tenant.namespace}/modelexpress serves dynamo namespace charted now.`);
    expect(out).toContain("claim   modelexpress-pvc (ReadWriteMany, Pending)");
    expect(out).toContain("health  SERVING (asked through the API server); endpoints ready: 1");
    expect(out).toContain("environment, the shared cache volume and a pull (SharedPull)");
    expect(out).not.toContain("Still missing");

    const marked = (await service("modelexpress")).metadata;
    expect(marked.labels).toMatchObject({ [`${PREFIX}dynamo-namespace`]: "charted" });
    expect(marked.annotations).toEqual({ [`${PREFIX}claim`]: "modelexpress-pvc" });
    expect(await adopted("modelexpress")).toMatchObject({ serves: "charted", isChanged: false, missing: [] });
  });

  it("makes the pods of that dynamo namespace get it", async () => {
    await cluster.tenant.create(worker({ name: "charted", dynamoNamespace: "charted" }));
    const { out } = await cluster.command(["explain", "pod", "charted", "-n", cluster.tenant.namespace, "-o", "json"]);
    expect(JSON.parse(out)).toMatchObject({ reason: "SharedPull", dynamoNamespace: "charted" });
    expect(out).toContain(`http://modelexpress.${cluster.tenant.namespace}.svc:8001`);
  });

  it("changes its mind on request, and takes the marks away again, but not those of others", async () => {
    expect(await adopted("modelexpress", "--no-claim")).toMatchObject({
      claim: null,
      reason: "StreamPull",
      isChanged: true,
    });
    expect((await service("modelexpress")).metadata.annotations ?? {}).toEqual({});

    const path = `${cluster.tenant.path("services/modelexpress")}?fieldManager=somebody`;
    await cluster.client.merge(path, { metadata: { annotations: { [`${PREFIX}read-only`]: "true" } } });
    const { code, out } = await adopt("modelexpress", "--remove");

    expect(code).toBe(0);
    expect(out).toContain("the marks of adopt are taken away");
    expect(out).toContain(`annotation ${PREFIX}read-only=true`);
    expect((await service("modelexpress")).metadata.labels).not.toHaveProperty(`${PREFIX}dynamo-namespace`);
    expect((await adopt("modelexpress", "--remove")).out).toContain("adopt had set nothing on it");
  });

  it("does not take over what somebody else set, unless it is told to", async () => {
    const path = `${cluster.tenant.path("services/modelexpress")}?fieldManager=somebody`;
    await cluster.client.merge(path, { metadata: { labels: { [`${PREFIX}dynamo-namespace`]: "theirs" } } });

    const refused = await adopt("modelexpress", "--dynamo-namespace", "ours");
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(/another field manager set it to a different value .*"somebody".*add --force/);
    expect((await service("modelexpress")).metadata.labels).toMatchObject({ [`${PREFIX}dynamo-namespace`]: "theirs" });

    expect(await adopted("modelexpress", "--dynamo-namespace", "ours", "--force")).toMatchObject({ serves: "ours" });
  });

  it("decides by the claim that somebody else named, where it would name none", async () => {
    const path = `${cluster.tenant.path("services/modelexpress")}?fieldManager=somebody`;
    const annotate = (claim: string | null) =>
      cluster.client.merge(path, { metadata: { annotations: { [`${PREFIX}claim`]: claim } } });
    const dryRun = () => adopt("modelexpress", "--no-claim", "--dynamo-namespace", "theirs", "--dry-run");

    // The mark of an earlier adoption goes, so that it belongs to somebody else.
    await annotate(null);
    await annotate("modelexpress-pvc");
    const named = await dryRun();
    await annotate("gone");
    const absent = await dryRun();
    await annotate(null);

    expect(named.out).toContain("claim   modelexpress-pvc (ReadWriteMany, Pending)");
    expect(named.out).toContain("(SharedPull)");
    expect(absent.out).toContain(`claim   gone (not in namespace ${cluster.tenant.namespace})`);
    expect(absent.out).toContain("ClaimNotFound");
  });

  it("lets go of a Service that is an instance by Dynamo's labels only, which no label of ours can be taken from", async () => {
    const labels = { "nvidia.com/dynamo-component": "ModelExpress", "nvidia.com/dynamo-namespace": "team-own" };
    const spec = { selector: labels, ports: [{ name: "grpc", port: 8001 }] };
    await cluster.client.create(cluster.tenant.path("services"), {
      metadata: { name: "own-modelexpress", labels },
      spec,
    });

    const { code, out } = await adopt("own-modelexpress", "--remove");
    expect(code).toBe(0);
    expect(out).toContain("It is not an instance any more");
    expect((await service("own-modelexpress")).metadata.labels).toMatchObject({ [`${PREFIX}dynamo-namespace`]: "" });
    expect((await adopt("own-modelexpress", "--remove")).out).toContain("adopt had set nothing on it");
    expect(await adopted("own-modelexpress", "--no-claim", "--dynamo-namespace", "team-own")).toMatchObject({
      serves: "team-own",
    });
  });

  it("takes the dynamo namespace of a component that the Dynamo operator runs under Grove, and says who owns the Service", async () => {
    const { client, tenant } = cluster;
    const selector = {
      "nvidia.com/dynamo-component": "ModelExpress",
      "nvidia.com/dynamo-component-type": "frontend",
      "nvidia.com/dynamo-namespace": "team-grove",
    };
    // No label of the graph is on the Service itself.
    const owner = { apiVersion: "nvidia.com/v1beta1", kind: "DynamoGraphDeployment", name: "graph", uid: "1" };
    await client.create(tenant.path("services"), {
      metadata: { name: "graph-modelexpress", ownerReferences: [owner] },
      spec: { selector, ports: [{ name: "http", port: 8000 }] },
    });
    const env = [{ name: "MODEL_EXPRESS_CACHE_DIRECTORY", value: "/model/.model-express/hub" }];
    const image = "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.4.0";
    await client.create(tenant.path("pods"), {
      metadata: { name: "graph-modelexpress-0", labels: selector },
      spec: {
        nodeName: "node",
        containers: [{ name: "main", image, env, volumeMounts: [{ name: "cache", mountPath: "/model" }] }],
        volumes: [{ name: "cache", persistentVolumeClaim: { claimName: "models" } }],
      },
    });

    const { serves, url, notes } = await adopted("graph-modelexpress", "--connect", "none");

    expect(serves).toBe("team-grove");
    expect(url).toBe(`http://graph-modelexpress.${tenant.namespace}.svc:8000`);
    expect(notes.join("\n")).toContain("the Service belongs to DynamoGraphDeployment graph");
    expect((await service("graph-modelexpress")).metadata.annotations).toEqual({
      [`${PREFIX}claim`]: "models",
      [`${PREFIX}claim-sub-path`]: ".model-express",
    });
  });

  it("refuses what would not work, and says what would", async () => {
    await createAsChart("default-chart", "/root");

    const absent = await adopt("modelexpres", "--global");
    expect(absent).toMatchObject({ code: 3, out: "" });
    expect(absent.err).toMatch(/there is no Service modelexpres in namespace .*; did you mean .*modelexpress/);
    expect((await adopt("default-chart")).err).toContain(
      "the dynamo namespace to serve is unknown: name one with --dynamo-namespace D, or --global",
    );
    expect((await adopt("default-chart", "--global")).err).toMatch(/set MODEL_EXPRESS_CACHE_DIRECTORY=\/root\/hub/);
    expect((await adopt("default-chart", "--dynamo-namespace", "team-graph", "--no-claim")).err).toMatch(
      /Service model-express serves dynamo namespace team-graph in namespace .* already/,
    );
    expect((await adopt("modelexpress", "--claim", "other")).err).toContain("not in claim other");
    expect((await adopt("modelexpress", "--global", "--dynamo-namespace", "x")).code).toBe(2);
    expect((await service("default-chart")).metadata.annotations).toBeUndefined();
  });

  it("refuses the Service of a ModelExpress, whose controller marks it, and a claim that does not exist", async () => {
    const { client, tenant } = cluster;
    const kind = { apiVersion: "modelexpress.nvidia.com/v1alpha1", kind: "ModelExpress" };
    const { metadata } = await client.create(tenant.path("modelexpress.nvidia.com/v1alpha1/modelexpresses"), {
      ...kind,
      metadata: { name: "declared" },
      spec: { dynamoNamespace: "global", pvc: { name: "models" } },
    });
    const owner = { ...kind, name: "declared", uid: metadata.uid };
    const spec = { ports: [{ name: "grpc", port: 8001 }] };
    await client.create(tenant.path("services"), { metadata: { name: "declared", ownerReferences: [owner] }, spec });
    await client.create(tenant.path("services"), { metadata: { name: "unknown" }, spec });

    expect((await adopt("declared", "--global")).err).toContain(
      "it belongs to ModelExpress declared, which makes it an instance already",
    );
    const unknown = await adopt("unknown", "--dynamo-namespace", "x");
    expect(unknown.err).toContain("no pod or workload behind the Service");
    const named = await adopt("unknown", "--dynamo-namespace", "x", "--claim", "absent");
    expect(named.err).toContain("there is no PersistentVolumeClaim absent in namespace");
  });

  it("refuses a Service without a port that is the server's", async () => {
    const ports = [
      { name: "a", port: 1 },
      { name: "b", port: 2 },
    ];
    const spec = { selector: { app: "model-express" }, ports };
    await cluster.client.create(cluster.tenant.path("services"), { metadata: { name: "two-ports" }, spec });
    expect((await adopt("two-ports", "--dynamo-namespace", "x")).err).toContain("name the port grpc");
  });

  it("says whom a global one does not reach, and which right it lacks", async () => {
    const { notes } = await adopted("default-chart", "--global", "--no-claim");
    expect(notes.join("\n")).toContain(`only if globalNamespaces of the injector has ${cluster.tenant.namespace}`);

    const resources = ["pods", "services", "persistentvolumeclaims", "endpointslices", "deployments", "statefulsets"];
    const rules = [{ apiGroups: ["", "apps", "discovery.k8s.io"], resources, verbs: ["get", "list"] }];
    const kubeconfig = await cluster.kubeconfigWith(cluster.tenant.namespace, rules);
    const { code, err } = await cluster.command(["adopt", "modelexpress"], kubeconfig);
    expect(code).toBe(1);
    expect(err).toMatch(/may not patch services in namespace/);
  });
});
