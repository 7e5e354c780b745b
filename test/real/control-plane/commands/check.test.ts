import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectOutput } from "../../../docs/schemas.ts";
import { createCertificateAuthority } from "../bed/pki.ts";
import { findControlPlane } from "../bed/source.ts";
import type { Rule } from "../e2e/granted-rights.ts";
import { applyManifest, componentOf, type Manifest, manifestOf, pathOf, readBase } from "../e2e/manifests.ts";
import { isOurs } from "../e2e/source.ts";
import { instanceService } from "../e2e/tenant.ts";
import { worker } from "../e2e/worker.ts";
import { hasNodes, type Installed, startInstalled, withCaBundle } from "./installed.ts";
import { isModelExpressHere } from "./model-express-server.ts";

const source = await findControlPlane();
const isPossible = source.kind !== "unavailable" && isOurs && hasNodes && isModelExpressHere;

interface Finding {
  readonly code: string;
  readonly level: "ok" | "note" | "unchecked" | "problem";
  readonly subject: string;
  readonly message: string;
}

interface Report {
  readonly isHealthy: boolean;
  readonly findings: readonly Finding[];
  readonly instances: readonly {
    readonly service: string;
    readonly health: object;
    readonly pods: readonly object[];
  }[];
}

describe.skipIf(!isPossible)("check, in a real cluster whose node is kwok's", { timeout: 240_000 }, () => {
  let cluster: Installed;

  beforeAll(async () => {
    cluster = await startInstalled();
  }, 300_000);

  afterAll(() => cluster?.stop());

  async function report(...flags: string[]): Promise<Report & { readonly code: number | null }> {
    const { code, out, err } = await cluster.command(["check", "-o", "json", ...flags]);
    expect(err).toBe("");
    expectOutput("check", out);
    return { ...(JSON.parse(out) as Report), code };
  }

  /** What is wrong now, by its code. */
  async function problems(): Promise<Record<string, string>> {
    const { findings, isHealthy, code } = await report();
    const wrong = findings.filter(({ level }) => level === "problem");
    expect({ isHealthy, code }).toEqual({ isHealthy: wrong.length === 0, code: wrong.length === 0 ? 0 : 3 });
    return Object.fromEntries(wrong.map((each) => [each.code, `${each.subject}: ${each.message}`]));
  }

  it("finds nothing wrong where nothing is, through the API server's port-forward", async () => {
    const { tenant } = cluster;
    const { findings, instances, code } = await report();

    expect(findings.filter(({ level }) => level !== "ok")).toEqual([]);
    expect(code).toBe(0);
    expect(findings.filter((each) => each.code === "ReplicaTrusted")).toHaveLength(2);
    expect(instances).toEqual([
      {
        service: `${tenant.namespace}/model-express`,
        serves: "team-graph",
        url: `http://model-express.${tenant.namespace}.svc:8001`,
        claim: "models",
        claimPhase: "Bound",
        accessModes: ["ReadWriteMany"],
        ready: 1,
        health: { status: "SERVING" },
        pods: [{ namespace: tenant.namespace, name: "injected", graph: "graph" }],
      },
    ]);
  });

  it("tells it to people, a line each, and with --quiet only what is wrong", async () => {
    const { tenant, command } = cluster;
    const all = await command(["check", "--all"]);
    expect(all.out).toContain(
      `✓ Namespace ${tenant.namespace}: opted in; Service model-express: serves dynamo namespace team-graph`,
    );
    expect(all.out).toMatch(
      /gRPC SERVING, 1 pod uses it; Pods: 1 pod \(injected\): injected\n[\s\S]*No problem found\.\n$/,
    );
    const { out } = await command(["check"]);
    expect(out).toMatch(/As expected\n[\s\S]*✓ Instances: 1\n[\s\S]*--all lists them[\s\S]*No problem found\.\n$/);
    expect(out).not.toContain("gRPC SERVING");
    expect((await command(["check", "-q"])).out).toBe("No problem found.\n");
  });

  it("finds the same from the bundle that the image carries", async () => {
    const root = path.join(import.meta.dirname, "../../../..");
    const bundle = path.join(cluster.folder, "bundle");
    const execute = promisify(execFile);
    await execute(process.execPath, [path.join(root, "image/bundle.ts"), bundle]);
    const env = { KUBECONFIG: cluster.kubeconfig };
    const { stdout } = await execute(process.execPath, [path.join(bundle, "src/main.mjs"), "check", "--all"], { env });
    expect(stdout).toMatch(/gRPC SERVING[\s\S]*No problem found\.\n$/);
  });

  it("finds a server that is gone, although its pod is ready, by what the node says", async () => {
    await cluster.server.kill();
    const found = await problems();
    await cluster.server.start();

    expect(Object.keys(found)).toEqual(["NotServing"]);
    expect(found["NotServing"]).toMatch(/gRPC health: .*connection refused/);
    expect(await problems()).toEqual({});
  });

  it("finds that the API server does not trust what the replicas serve", async () => {
    const { certificate } = await createCertificateAuthority("another");
    const registration = manifestOf("MutatingWebhookConfiguration");
    await applyManifest(cluster.client, withCaBundle(registration, Buffer.from(certificate).toString("base64")));
    const found = await problems();
    await applyManifest(cluster.client, withCaBundle(registration, cluster.caBundle));

    // The replicas are fine: that the caBundle does not verify them is the same mistake.
    expect(Object.keys(found)).toEqual(["CaBundleUnusable"]);
    expect(found["CaBundleUnusable"]).toContain(
      "it did not sign Secret model-express-injector-tls, it was overwritten",
    );
  });

  it("finds two instances for one dynamo namespace, one that cannot be read, and claims that cannot be used", async () => {
    const { client, tenant } = cluster;
    const create = (service: object) => client.create(tenant.path("services"), service);
    const { metadata, ...rest } = instanceService({ name: "wrong", serves: "wrong" });
    await create(instanceService({ name: "rival", claim: "absent" }));
    await create({ ...rest, metadata: { ...metadata, annotations: { "modelexpress.nvidia.com/read-only": "yes" } } });

    const found = await problems();
    for (const name of ["rival", "wrong"]) await tenant.deleteInstance(name);

    expect(Object.keys(found).sort()).toEqual(["ClaimAbsent", "InstanceAmbiguous", "InstanceInvalid", "NothingReady"]);
    expect(found["InstanceAmbiguous"]).toContain(`Service ${tenant.namespace}/model-express does`);
    expect(found["InstanceInvalid"]).toContain('annotation modelexpress.nvidia.com/read-only is "yes"');
    expect(found["ClaimAbsent"]).toContain(`claim absent is not in namespace ${tenant.namespace}`);
  });

  it("finds pods that were missed, that no instance serves, and whose pull fails", async () => {
    const { client, tenant } = cluster;
    // Nothing of the Service network is here, so the API server's call ends in its time-out, and the pods start without.
    await tenant.create(worker({ name: "missed" }));
    await tenant.create(worker({ name: "alone", dynamoNamespace: "nobody" }));
    const status = {
      name: "model-express-pull",
      state: { terminated: { exitCode: 5, message: "FAILED: this pod does not see the snapshot" } },
      image: "x",
      imageID: "",
      ready: false,
      restartCount: 0,
    };
    await client.merge(`${tenant.path("pods/injected")}/status`, { status: { initContainerStatuses: [status] } });

    const found = await problems();
    for (const name of ["missed", "alone"]) await client.delete(`${tenant.path(`pods/${name}`)}?gracePeriodSeconds=0`);
    await client.merge(`${tenant.path("pods/injected")}/status`, { status: { initContainerStatuses: null } });

    expect(Object.keys(found).sort()).toEqual(["PodsMissed", "PodsWithout", "PullsFailing"]);
    expect(found["PodsMissed"]).toMatch(/1 pod \(missed\): .* the webhook was not called or did not answer/);
    expect(found["PodsWithout"]).toMatch(/1 pod \(alone\): .*NoModelExpress: none for dynamo namespace nobody/);
    expect(found["PullsFailing"]).toContain("this pod does not see the snapshot");
  });

  it("finds an instance whose server's image cannot be had", async () => {
    const { client, tenant } = cluster;
    const { metadata, ...rest } = instanceService({ name: "second", serves: "second" });
    const labels = { app: "second" };
    await client.create(tenant.path("services"), {
      ...rest,
      metadata,
      spec: { ...(rest as { spec: object }).spec, selector: labels },
    });
    const containers = [{ name: "server", image: "absent:9" }];
    await tenant.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "second-0", labels },
      spec: { containers },
    });
    const waiting = { reason: "ImagePullBackOff", message: 'Back-off pulling image "absent:9"' };
    const status = {
      name: "server",
      state: { waiting },
      image: "absent:9",
      imageID: "",
      ready: false,
      restartCount: 0,
    };
    await client.merge(`${tenant.path("pods/second-0")}/status`, { status: { containerStatuses: [status] } });
    const found = await problems();
    await tenant.deleteInstance("second");
    await client.delete(`${tenant.path("pods/second-0")}?gracePeriodSeconds=0`);

    expect(found["NothingReady"]).toContain(
      'pod second-0: container server cannot start (ImagePullBackOff): Back-off pulling image "absent:9"',
    );
  });

  it("finds a CustomResourceDefinition that is older than this version, with the fields that it drops", async () => {
    const { client } = cluster;
    const at = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/modelexpresses.modelexpress.nvidia.com";
    const whole = manifestOf("CustomResourceDefinition");
    const old = structuredClone(whole) as unknown as {
      spec: {
        versions: [{ schema: { openAPIV3Schema: { properties: { spec: { properties: Record<string, unknown> } } } } }];
      };
    };
    delete old.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties["models"];
    await client.merge(at, { spec: old.spec });
    const found = await problems();
    await client.merge(at, { spec: (whole as unknown as { spec: object }).spec });

    expect(Object.keys(found)).toEqual(["DefinitionOutdated"]);
    expect(found["DefinitionOutdated"]).toContain("lacks spec.models, which the API server drops");
    expect(await problems()).toEqual({});
  });

  it("names the binding, the role or the rule of the injector that is gone, and what stops", async () => {
    const { client } = cluster;
    const rbac = readBase().filter(({ kind }) => /^(Cluster)?Role(Binding)?$/.test(kind));
    const owned = rbac.filter((each) => ["webhook", "controller"].includes(componentOf(each) ?? ""));
    expect(owned).toHaveLength(8);
    for (const gone of [/Binding$/, /Role$/]) {
      const objects = owned.filter(({ kind }) => gone.test(kind));
      for (const object of objects) await client.delete(pathOf(object));
      const { findings } = await report();
      for (const object of objects) await applyManifest(client, object);
      const wrong = findings.filter(({ level }) => level !== "ok");
      expect(wrong.map(({ subject }) => subject).sort()).toEqual(objects.map(nameOf).sort());
      for (const { code, message } of wrong) {
        expect(code).toBe("PermissionsMissing");
        expect(message).toMatch(/^it does not exist.* so the (webhook|controller) may not .*: /);
      }
    }
    const role = owned.find(({ kind, metadata }) => kind === "ClusterRole" && metadata.name.endsWith("-controller"));
    const { rules, ...rest } = role as Manifest & { readonly rules: readonly Rule[] };
    const without = rules.filter(({ resources }) => !resources.includes("storageclasses"));
    await client.merge(pathOf(rest), { rules: without });
    const found = await problems();
    await client.merge(pathOf(rest), { rules });
    expect(found["PermissionsMissing"]).toMatch(
      /ClusterRole \S+-controller: it lacks rules .* so the controller may not list, watch storageclasses: ModelExpress/,
    );
    expect(await problems()).toEqual({});
  });

  it("finds a pull whose image cannot be had, and a pod whose request is not met", async () => {
    const { client, tenant } = cluster;
    const waiting = { reason: "ImagePullBackOff", message: 'Back-off pulling image "mx:9"' };
    const status = { name: "model-express-pull", state: { waiting }, image: "mx:9", imageID: "", ready: false };
    await client.merge(`${tenant.path("pods/injected")}/status`, {
      status: { initContainerStatuses: [{ ...status, restartCount: 0 }] },
    });
    const labels = { "modelexpress.nvidia.com/inject": "enabled" };
    await tenant.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "asks", labels },
      spec: { containers: [{ name: "server", image: "own", command: ["/serve"] }] },
    });
    const found = await problems();
    await client.delete(`${tenant.path("pods/asks")}?gracePeriodSeconds=0`);
    await client.merge(`${tenant.path("pods/injected")}/status`, { status: { initContainerStatuses: null } });

    expect(found["PullsFailing"]).toMatch(
      /cannot start \(ImagePullBackOff\): Back-off pulling image .*image-pull-secrets/,
    );
    expect(found["PodsWithout"]).toContain("name the container in the annotation modelexpress.nvidia.com/containers");
  });

  it("finds a ModelExpress that no controller has looked at, and a namespace's label that means nothing", async () => {
    const { client, tenant } = cluster;
    const path = tenant.path("modelexpress.nvidia.com/v1alpha1/modelexpresses");
    const spec = { dynamoNamespace: "other", pvc: { name: "models" } };
    await client.create(path, {
      apiVersion: "modelexpress.nvidia.com/v1alpha1",
      kind: "ModelExpress",
      metadata: { name: "declared" },
      spec,
    });
    await client.create("/api/v1/namespaces", {
      metadata: { name: "misspelt", labels: { "modelexpress.nvidia.com/inject": "true" } },
    });

    const found = await problems();
    await client.delete(`${path}/declared`);
    await client.merge("/api/v1/namespaces/misspelt", {
      metadata: { labels: { "modelexpress.nvidia.com/inject": null } },
    });

    expect(Object.keys(found).sort()).toEqual(["LabelNotUnderstood", "ModelExpressUnobserved"]);
  });

  it("looks at one namespace with the rights of its tenant, says what it may not look at, and calls that no problem", async () => {
    const { tenant } = cluster;
    const resources = ["pods", "services", "persistentvolumeclaims"];
    const rules = [{ apiGroups: [""], resources, verbs: ["get", "list"] }];
    const kubeconfig = await cluster.kubeconfigWith(tenant.namespace, rules);

    const { code, out } = await cluster.command(["check", "-n", tenant.namespace, "-o", "json"], kubeconfig);

    const { findings } = JSON.parse(out) as Report;
    expect(code).toBe(0);
    const unchecked = findings.filter(({ level }) => level === "unchecked").map((each) => each.code);
    expect(new Set(unchecked)).toEqual(
      new Set([
        ...["RegistrationUnread", "InjectorUnread", "NamespacesUnread", "InstanceUnchecked"],
        ...["DefinitionUnread", "ModelExpressUnread"],
      ]),
    );
    expect(findings.find((each) => each.code === "RegistrationUnread")?.message).toMatch(
      /may not list mutatingwebhookconfigurations.admissionregistration.k8s.io in the cluster/,
    );
  });

  it("says which right port-forward takes", async () => {
    const { tenant } = cluster;
    const rules = [
      { apiGroups: [""], resources: ["pods", "services", "persistentvolumeclaims"], verbs: ["get", "list"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list"] },
    ];
    const kubeconfig = await cluster.kubeconfigWith(tenant.namespace, rules);
    const { out } = await cluster.command(["check", "-n", tenant.namespace, "-o", "json"], kubeconfig);
    const { findings } = JSON.parse(out) as Report;
    expect(findings.find((each) => each.code === "InstanceUnchecked")?.message).toMatch(
      /its gRPC health: .* may not (get|create) pods\/portforward in namespace/,
    );
  });

  it("asks by the names and addresses of the cluster's network with --connect direct, which leads nowhere here", async () => {
    const { findings } = await report("--connect", "direct");
    const found = findings.filter(({ level }) => level !== "ok");
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(["ReplicaUntrusted", "NotServing"]));
    expect(found.find(({ code }) => code === "NotServing")?.message).toContain(
      `no such name: model-express.${cluster.tenant.namespace}.svc:8001`,
    );
  });

  it("asks nothing but the API server with --connect none", async () => {
    const { findings } = await report("--connect", "none");
    expect(findings.filter(({ level }) => level !== "ok").map(({ code }) => code)).toEqual([
      "ReplicasUnchecked",
      "InstanceUnchecked",
    ]);
  });
});

/** Such as `Role namespace/name`. */
function nameOf({ kind, metadata: { namespace, name } }: Manifest): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
