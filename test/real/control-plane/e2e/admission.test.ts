import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../bed/client.ts";
import { injectionOf, pullOf, valueIn } from "./injection-of.ts";
import { type Injector, startInjector } from "./injector.ts";
import { eventually, hasControllers, isOurs } from "./source.ts";
import { createTenant, type Tenant, tenantOf } from "./tenant.ts";
import { model, worker, workerTemplate } from "./worker.ts";

// There are no DynamoGraphDeployments here: their operator makes pods, Deployments and the like, and only pods are admitted.
describe.runIf(isOurs)("a Dynamo pod in an opted-in namespace", () => {
  let injector: Injector;
  let tenant: Tenant;

  beforeAll(async () => {
    injector = await startInjector();
  });

  afterAll(() => injector?.stop());

  beforeEach(async () => {
    tenant = await createTenant(injector.client);
    await tenant.createClaim("cache");
    await tenant.createInstance({ claim: "cache" });
    await eventually(async () => {
      expect(injectionOf(await tenant.create(worker(), "?dryRun=All"))?.mode).toBe("shared");
    });
    injector.warnings.splice(0);
  });

  it("is created with the environment, the volume and the pull of its Model Express", async () => {
    const pod = await tenant.create(worker({ name: "bare" }));

    const url = `http://model-express.${tenant.namespace}.svc:8001`;
    expect(injectionOf(pod)).toMatchObject({ mode: "shared", url, models: [model], containers: ["main"] });
    expect(valueIn(pod, "main", "MODEL_EXPRESS_URL")).toBe(url);
    expect(valueIn(pod, "main", "HF_HUB_CACHE")).toBe("/model-express/hub");
    expect(valueIn(pod, "model-express-pull", "MODEL_EXPRESS_ENDPOINT")).toBe(url);
    expect(pod.spec.volumes).toContainEqual({ name: "model-express", persistentVolumeClaim: { claimName: "cache" } });
    expect(injector.warnings).toEqual([]);
  });

  it("is stored as it was answered", async () => {
    const answered = await tenant.create(worker({ name: "stored" }));

    expect((await tenant.pods()).map(({ spec }) => spec)).toEqual([answered.spec]);
  });

  it("keeps its command, its own containers and their order", async () => {
    const spec = { initContainers: [{ name: "wait", image: "registry.example.com/wait" }] };

    const pod = await tenant.create(worker({ spec }));

    expect(pod.spec.initContainers?.map(({ name }) => name)).toEqual(["model-express-pull", "wait"]);
    expect(pod.spec.containers).toMatchObject(worker().spec.containers.map(({ env: _, ...rest }) => rest));
  });

  it("may have a generated name, which it does not have yet when it is admitted", async () => {
    const pod = await tenant.create(worker());

    expect(pod.metadata.name).toMatch(/^worker-/);
    expect(injectionOf(pod)?.mode).toBe("shared");
    expect(await injector.webhook.decisions()).toContainEqual(expect.objectContaining({ pod: "worker-*" }));
  });

  it("is shown by a dry run as it would be, and not created", async () => {
    const pod = await tenant.create(worker({ name: "dry" }), "?dryRun=All");

    expect(injectionOf(pod)?.mode).toBe("shared");
    expect(await tenant.pods()).toEqual([]);
  });

  it.runIf(hasControllers).each(workloads())(
    "is injected when it is made for a $kind",
    async ({ resource, object }) => {
      await injector.client.create(tenant.path(resource), object);

      await eventually(async () => expect(await tenant.pods()).toHaveLength(2));
      const modes = (await tenant.pods()).map((pod) => injectionOf(pod)?.mode);
      expect(modes).toEqual(["shared", "shared"]);
      const { spec } = await injector.client.get<{ readonly spec: { readonly template: KubernetesObject } }>(
        tenant.path(`${resource}/workers`),
      );
      expect(JSON.stringify(spec.template)).not.toContain("model-express");
    },
  );

  it.each([
    { mode: "auto", becomes: "shared" },
    { mode: "shared", becomes: "shared" },
    { mode: "stream", becomes: "stream" },
    { mode: "env", becomes: "env" },
  ])("gets mode $becomes when it asks for $mode", async ({ mode, becomes }) => {
    const pod = await tenant.create(worker({ annotations: { "modelexpress.nvidia.com/mode": mode } }));

    expect(injectionOf(pod)?.mode).toBe(becomes);
    expect(pullOf(pod) === undefined).toBe(becomes === "env");
    expect(pod.spec.volumes?.filter(({ name }) => name === "model-express")).toEqual(volumesIn(becomes));
  });

  it("streams into a volume of its own when its Model Express has no claim", async () => {
    await tenant.createInstance({ name: "without-claim", serves: "other-graph" });

    const pod = await tenant.create(worker({ dynamoNamespace: "other-graph" }));

    expect(injectionOf(pod)?.mode).toBe("stream");
    expect(valueIn(pod, "main", "MODEL_EXPRESS_NO_SHARED_STORAGE")).toBe("true");
  });

  it("is created unchanged when the mode that it asks for is impossible, and its user is warned why", async () => {
    await tenant.createInstance({ name: "without-claim", serves: "other-graph" });
    const annotations = { "modelexpress.nvidia.com/mode": "shared" };

    const pod = await tenant.create(worker({ dynamoNamespace: "other-graph", annotations }));

    expect(injectionOf(pod)).toBeUndefined();
    expect(injector.warnings).toEqual([expect.stringMatching(/^Model Express: ClaimUnavailable: /)]);
  });

  it("is created unchanged when an annotation is misspelt, and its user is warned what is accepted", async () => {
    const pod = await tenant.create(worker({ annotations: { "modelexpress.nvidia.com/mode": "Shared" } }));

    expect(injectionOf(pod)).toBeUndefined();
    const warning = /^Model Express: InvalidAnnotation: .*modelexpress.nvidia.com\/mode is "Shared"; accepted: "auto"/;
    expect(injector.warnings).toEqual([expect.stringMatching(warning)]);
  });

  it("is injected with a warning when something about it deserves one", async () => {
    const args = ["python3 -m dynamo.vllm --model $(cat /etc/model)"];

    const pod = await tenant.create(worker({ main: { args } }));

    expect(injectionOf(pod)?.mode).toBe("shared");
    expect(injector.warnings).toContainEqual(expect.stringMatching(/^Model Express: UnknownModel: /));
  });

  it("is injected as the example says", async () => {
    for (const object of readExamples("cluster.yaml")) {
      await injector.client.create(collectionOf(object), object);
    }
    const inference = tenantOf(injector.client, "inference");
    await eventually(() => injector.client.get(inference.path("serviceaccounts/default")));

    const [example = {}] = readExamples("worker.yaml");
    const pod = await inference.create(example);

    expect(injectionOf(pod)).toMatchObject({
      mode: "shared",
      url: "http://model-express.inference.svc:8001",
      models: ["RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic"],
    });
    expect(pod.spec.containers).toMatchObject([{ args: (example as AdmittedPodManifest).spec.containers[0]?.args }]);
  });
});

interface AdmittedPodManifest {
  readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] };
}

function volumesIn(mode: string): unknown[] {
  if (mode === "env") {
    return [];
  }
  const source = mode === "shared" ? { persistentVolumeClaim: { claimName: "cache" } } : { emptyDir: {} };
  return [{ name: "model-express", ...source }];
}

function workloads() {
  const metadata = { name: "workers" };
  const selector = { matchLabels: { app: "worker" } };
  const template = workerTemplate();
  const jobTemplate = workerTemplate(undefined, { restartPolicy: "Never" });
  // Parallel: without a kubelet no pod becomes ready, which the next one would wait for.
  const statefulSet = { replicas: 2, selector, template, serviceName: "workers", podManagementPolicy: "Parallel" };
  return [
    { kind: "Deployment", group: "apps/v1", spec: { replicas: 2, selector, template } },
    { kind: "StatefulSet", group: "apps/v1", spec: statefulSet },
    { kind: "Job", group: "batch/v1", spec: { parallelism: 2, completions: 2, template: jobTemplate } },
  ].map(({ kind, group, spec }) => ({
    kind,
    resource: `${group}/${kind.toLowerCase()}s`,
    object: { apiVersion: group, kind, metadata, spec },
  }));
}

function readExamples(file: string): KubernetesObject[] {
  const text = readFileSync(path.join(import.meta.dirname, "../../../../examples", file), "utf8");
  return parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject);
}

function collectionOf({ kind, metadata: { namespace } }: KubernetesObject): string {
  return `/api/v1${namespace === undefined ? "" : `/namespaces/${namespace}`}/${kind?.toLowerCase()}s`;
}
