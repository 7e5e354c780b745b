import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEDICATED_SERVICE, GLOBAL_SERVICE, inGraph, NESTED, TOP_LEVEL } from "../../../graph/proposal.ts";
import { startWebhook, type WebhookStub } from "../bed/webhook-stub.ts";
import { hasKubectl } from "../chart/kubectl.ts";
import { startAdmission } from "../deployment/admission.ts";
import { type Deployer, startDeployer } from "../deployment/deployer.ts";
import { createStorageClass } from "../deployment/storage.ts";
import { injectionOf, valueIn } from "../e2e/injection-of.ts";
import { eventually, hasControllers } from "../e2e/source.ts";
import { worker } from "../e2e/worker.ts";
import { type ConversionWebhook, startConversion } from "./conversion.ts";
import { defineGraphs } from "./definition.ts";
import { annotated, createGraphUser, type GraphUser, withServices, withWorker } from "./graph-bed.ts";

const MOVED = "modelexpress.nvidia.com/moved-services";
const PVC = "pvc: {name: models, size: 10Gi, storageClass: standard, create: true}";

/** Dynamo is not here: its resource and conversion are stand-ins, and nothing makes pods of a graph. */
describe.runIf(hasControllers && hasKubectl())("Model Express in a graph", () => {
  let deployer: Deployer;
  let admission: { stop(): Promise<void> };
  let conversion: ConversionWebhook;
  let operator: WebhookStub;
  let user: GraphUser;

  beforeAll(async () => {
    deployer = await startDeployer({ graphs: "follow" });
    conversion = await startConversion();
    await createStorageClass(deployer.client, "standard");
    // The controller is ready, and waits for Dynamo.
    await defineGraphs(deployer.client, { version: "1.6", conversion });
    operator = await registerOperator(deployer);
    admission = await startAdmission(deployer, ["--graphs", "follow"]);
    // kubectl learns of a new resource a moment after it can be listed.
    const { client, controlPlane } = deployer;
    const first = await createGraphUser(client, controlPlane.kubeconfig);
    for (const version of ["v1alpha1", "v1beta1"] as const) {
      await eventually(() => first.apply(annotated("known", "", version), "--dry-run=server"));
    }
  });

  afterAll(async () => {
    await admission?.stop();
    operator?.close();
    await deployer?.stop();
    conversion?.close();
  });

  beforeEach(async () => {
    user = await createGraphUser(deployer.client, deployer.controlPlane.kubeconfig);
  });

  it("of a component that was moved stays when the graph is replaced by itself, unchanged", async () => {
    await user.apply(
      withServices("kept", {
        ModelExpress: { componentType: "ModelExpress", volumeMounts: [{ name: "models", mountPoint: "/m" }] },
      }),
    );
    await user.expectInstances("kept-modelexpress");
    const before = (await user.instances())[0]?.metadata.uid;
    const { out } = await user.kubectl(["get", "dynamographdeployments.v1alpha1.nvidia.com", "kept", "-o", "yaml"]);

    const replaced = await user.kubectl(["replace", "-f", "-"], out);

    expect(replaced.code, replaced.err).toBe(0);
    await user.apply(annotated("other", `ModelExpress: {${PVC}}`));
    await user.expectInstances("kept-modelexpress", "other-modelexpress");
    expect((await user.instances())[0]?.metadata.uid).toBe(before);
  });

  it("is warned about where spec.pvcs names a claim that is not there, which stops the whole graph", async () => {
    const rest = { pvcs: [{ name: "absent", create: false }] };
    const volumeMounts = [{ name: "absent", mountPoint: "/models" }];
    const services = { ModelExpress: { componentType: "ModelExpress", volumeMounts } };
    const { err } = await user.apply(withServices("no-claim", services, rest));
    expect(err).toContain(`spec.pvcs names claim "absent", which is not in namespace ${user.namespace}`);

    await user.createClaim("absent");
    // What was not found is asked for again after a moment.
    await eventually(async () => {
      expect((await user.apply(withServices("again", services, rest), "--dry-run=server")).err).not.toContain(
        "spec.pvcs",
      );
    });
  });

  describe.each(["v1alpha1", "v1beta1"] as const)("by annotation, in %s", (version) => {
    it("becomes an instance whose pods get its address and its claim", async () => {
      const { err } = await user.apply(annotated("vllm-agg", `ModelExpress: {${PVC}}`, version));

      expect(err.replace(/^Warning: nvidia\.com\/v1alpha1 .*\n/m, "")).toBe("");
      const pod = await user.expectInjection("vllm-agg", "vllm-agg-modelexpress");
      expect(valueIn(pod, "main", "MODEL_EXPRESS_URL")).toBe(`http://vllm-agg-modelexpress.${user.namespace}.svc:8001`);
      expect(pod.spec.volumes).toContainEqual({
        name: "model-express",
        persistentVolumeClaim: { claimName: "models" },
      });
      const [instance] = await user.instances();
      const { uid } = (await user.graph("vllm-agg")).metadata;
      expect(instance).toMatchObject({
        metadata: {
          labels: { "modelexpress.nvidia.com/graph": "vllm-agg" },
          ownerReferences: [{ kind: "DynamoGraphDeployment", uid, controller: true }],
        },
        spec: { dynamoNamespace: `${user.namespace}-vllm-agg` },
      });
    });

    it("lists the models of the graph's components, and follows them", async () => {
      const expectModels = (...models: readonly string[]) =>
        eventually(async () => {
          expect((await user.instances()).map(({ spec }) => spec.models)).toEqual([models]);
        });
      const graph = (model: string) =>
        withWorker(annotated("auto", `ModelExpress: {${PVC}, models: auto}`, version), model);

      await user.apply(graph("org/first"));
      await expectModels("org/first");

      await user.apply(graph("org/second"));
      await expectModels("org/second");
    });

    it("is given to the graph's first pods, although the controller does not run yet", async () => {
      await deployer.halt();
      try {
        await user.apply(annotated("late", `ModelExpress: {${PVC}}`, version));
        expect(await user.isAbsent("services/late-modelexpress")).toBe(true);
        const create = () => user.create(worker({ dynamoNamespace: `${user.namespace}-late` }));
        const pods = [await create(), await create(), await create()];

        for (const pod of pods) {
          expect(injectionOf(pod)).toMatchObject({
            from: `Service ${user.namespace}/late-modelexpress`,
            mode: "shared",
          });
        }
        expect(await user.isAbsent("services/late-modelexpress")).toBe(true);
      } finally {
        await deployer.restart();
      }
      await eventually(() => user.get("services/late-modelexpress"));
      await eventually(() => user.get("persistentvolumeclaims/models"));
    });

    it("follows what is edited, added, renamed and removed", async () => {
      await user.apply(annotated("g", `A: {${PVC}, env: [{name: X, value: "1"}]}`, version));
      await user.expectInstances("g-a");
      await user.apply(
        annotated("g", `A: {${PVC}, image: "me:1"}\nB: {dynamoNamespace: global, pvc: {name: other}}`, version),
      );

      await user.expectInstances("g-a", "g-b");
      await eventually(async () => {
        const [a, b] = await user.instances();
        expect(a?.spec).toMatchObject({ image: "me:1" });
        expect(a?.spec).not.toHaveProperty("env");
        expect(b?.spec).toMatchObject({ dynamoNamespace: "global", pvc: { name: "other" } });
      });
      await user.apply(annotated("g", "C: {pvc: {name: other}}", version));
      await user.expectInstances("g-c");
      await user.apply(annotated("g", "", version));
      await user.expectInstances();
    });

    it("goes with the graph, its data excepted", async () => {
      await user.apply(annotated("g", `ModelExpress: {${PVC}}`, version));
      await eventually(() => user.get("services/g-modelexpress"));
      await eventually(() => user.get("persistentvolumeclaims/models"));

      const { code } = await user.kubectl(["delete", `dynamographdeployments.${version}.nvidia.com`, "g"]);

      expect(code).toBe(0);
      await user.expectInstances();
      await eventually(async () => expect(await user.isAbsent("services/g-modelexpress")).toBe(true));
      await user.get("persistentvolumeclaims/models");
    });

    it("changes nothing while it is wrong, and says so at once, and in the graph's Events", async () => {
      await user.apply(annotated("g", `ModelExpress: {${PVC}}`, version));
      await user.expectInstances("g-modelexpress");
      const specs = async () => (await user.instances()).map(({ spec }) => spec);
      const before = await specs();

      const { err } = await user.apply(annotated("g", "ModelExpress: {pvc: {name: other, siez: 1Gi}}", version));

      expect(err).toContain(
        "Warning: Model Express: annotation modelexpress.nvidia.com/instances: ModelExpress.pvc.siez: a ModelExpress has no such field",
      );
      await eventually(async () => {
        expect(await user.complaints("g")).toMatchObject([
          { reason: "InvalidModelExpress", message: expect.stringContaining("ModelExpress.pvc.siez") },
        ]);
      });
      expect(await specs()).toEqual(before);
      await user.apply(annotated("g", "ModelExpress: {pvc: {name: models}, dynamoNamespace: x}", version));
      await eventually(async () => expect((await user.instances())[0]?.spec.dynamoNamespace).toBe("x"));
    });
  });

  describe("as a service of type ModelExpress", () => {
    const service = {
      componentType: "ModelExpress",
      dynamoNamespace: "global",
      volumeMounts: [{ name: "model-cache", mountPoint: "/model" }],
      extraPodSpec: { mainContainer: { image: "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.6.0" } },
    };
    const manifest = withServices("g", { ModelExpress: service }, { pvcs: [{ name: "model-cache", create: false }] });
    const without = withServices("g", {}, { pvcs: [{ name: "model-cache", create: false }] });

    it("is taken out of the graph before Dynamo sees it, and deployed", async () => {
      const { err } = await user.apply(manifest);

      expect(err).toContain(
        "Warning: Model Express: services.ModelExpress is taken out of the graph and deployed as the ModelExpress g-modelexpress for every dynamo namespace",
      );
      expect((await user.graph("g")).spec).toEqual({
        services: { Frontend: { componentType: "frontend" } },
        pvcs: [{ name: "model-cache", create: false }],
      });
      expect((await user.graph("g", "v1beta1")).spec).toEqual({ components: [{ name: "Frontend", type: "frontend" }] });
      await user.expectInstances("g-modelexpress");
      expect((await user.instances())[0]?.spec).toMatchObject({
        dynamoNamespace: "global",
        image: "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.6.0",
        pvc: { name: "model-cache", create: false },
      });
      await user.expectInjection("another-graph", "g-modelexpress");
    });

    it("is taken out again each time, which changes nothing, and shows in no diff", async () => {
      await user.apply(manifest);
      const first = await user.graph("g");

      const diff = await user.kubectl(["diff", "-f", "-"], manifest);
      await user.apply(manifest);

      expect({ code: diff.code, out: diff.out }).toEqual({ code: 0, out: "" });
      const second = await user.graph("g");
      expect(second.metadata.generation).toBe(first.metadata.generation);
      expect(second.metadata.annotations?.[MOVED]).toBe(first.metadata.annotations?.[MOVED]);
    });

    it("is only told of by a dry run", async () => {
      const { err } = await user.apply(manifest, "--dry-run=server");

      expect(err).toContain("services.ModelExpress is taken out of the graph");
      expect(await user.isAbsent("nvidia.com/v1alpha1/dynamographdeployments/g")).toBe(true);
      await user.expectInstances();
    });

    it.each([
      ["kubectl apply", []],
      ["kubectl apply --server-side", ["--server-side"]],
    ])("stays while others change the graph, and goes when %s leaves it out", async (_how, flags) => {
      await user.apply(manifest, ...flags);
      await user.expectInstances("g-modelexpress");
      await user.kubectl(["label", "dgd", "g", "team=a"]);
      await user.kubectl(["annotate", "dynamographdeployments.v1alpha1.nvidia.com", "g", "note=b"]);
      expect((await user.graph("g")).metadata.annotations).toHaveProperty([MOVED]);

      await user.apply(without, ...flags);

      expect((await user.graph("g")).metadata.annotations).not.toHaveProperty([MOVED]);
      await user.expectInstances();
    });

    it("goes when the graph is replaced by one without it", async () => {
      await user.apply(manifest);
      await user.expectInstances("g-modelexpress");

      await user.kubectl(["replace", "-f", "-"], without);

      await user.expectInstances();
    });

    it("without a claim is not deployed, and says what to write; the graph runs without", async () => {
      const { volumeMounts: _, ...bare } = service;
      const { err } = await user.apply(withServices("g", { ModelExpress: bare }));

      expect(err).toContain(
        "taken out of the graph, and not deployed: ModelExpress: names no claim: set pvc: {name: …}",
      );
      expect((await user.graph("g")).spec).toEqual({ services: { Frontend: { componentType: "frontend" } } });
    });

    it("is taken out in v1beta1, whose list of types it is not in", async () => {
      const component = {
        name: "ModelExpress",
        type: "ModelExpress",
        podTemplate: {
          spec: {
            volumes: [{ name: "models", persistentVolumeClaim: { claimName: "models" } }],
            containers: [{ name: "main", image: "me:1", volumeMounts: [{ name: "models", mountPath: "/m" }] }],
          },
        },
      };
      const graph = {
        apiVersion: "nvidia.com/v1beta1",
        kind: "DynamoGraphDeployment",
        metadata: { name: "g" },
        spec: { components: [component, { name: "Frontend", type: "frontend" }] },
      };

      await user.apply(JSON.stringify(graph));

      expect((await user.graph("g", "v1beta1")).spec).toEqual({ components: [{ name: "Frontend", type: "frontend" }] });
      await user.expectInstances("g-modelexpress");
      expect((await user.instances())[0]?.spec).toMatchObject({ image: "me:1", pvc: { name: "models" } });
    });

    it("reaches us although Dynamo's own webhook comes first, converted", () => {
      expect(operator.requests.length).toBeGreaterThan(0);
    });
  });

  describe("as the proposal writes it", () => {
    const forms = [
      ["the type beside the service", inGraph(GLOBAL_SERVICE), "global"],
      ["the type in the service", NESTED, "global"],
      ["at the top level", inGraph(TOP_LEVEL), "global"],
      ["for one dynamo namespace", inGraph(DEDICATED_SERVICE), "MY_DYN_NAMESPACE"],
    ] as const;

    it.each(forms)("%s: kubectl refuses it, before any webhook", async (_form, manifest) => {
      const { code, err } = await user.kubectl(["apply", "-f", "-"], manifest);

      expect(code).toBe(1);
      expect(err).toMatch(
        /strict decoding error: .*unknown field "(spec\.services\.ModelExpress1?\.pvc|ModelExpress)"/,
      );
    });

    it.each(forms)("%s: is applied through the command graph", async (_form, manifest, dynamoNamespace) => {
      await user.applyThroughGraph(manifest);

      await eventually(async () => expect(await user.instances()).toHaveLength(1));
      const [instance] = await user.instances();
      expect(instance?.metadata.ownerReferences).toMatchObject([{ name: "vllm-agg" }]);
      expect(instance?.spec).toMatchObject({
        dynamoNamespace,
        pvc: { name: "model-express-pvc", size: "10Gi", storageClass: "standard", create: true },
      });
      const pod = () =>
        user.create(worker({ dynamoNamespace: dynamoNamespace === "global" ? "any" : dynamoNamespace }));
      await eventually(async () =>
        expect(injectionOf(await pod())).toMatchObject({
          from: `Service ${user.namespace}/${instance?.metadata.name}`,
          mode: "shared",
        }),
      );
    });

    it.each([
      ["the service", GLOBAL_SERVICE],
      ["the dedicated service", DEDICATED_SERVICE],
      ["the top level", TOP_LEVEL],
    ])("%s alone, exactly as it is pasted", async (_what, fragment) => {
      const refused = await user.kubectl(["apply", "-f", "-"], fragment);
      expect(refused.err).toContain("apiVersion not set");

      await user.applyThroughGraph(fragment);

      await eventually(async () => expect(await user.instances()).toHaveLength(1));
      await eventually(() => user.get("persistentvolumeclaims/model-express-pvc"));
    });
  });

  it("is kept apart for two graphs of one namespace", async () => {
    await user.apply(annotated("one", "ModelExpress: {pvc: {name: first}}"));
    await user.apply(annotated("two", "ModelExpress: {pvc: {name: second}}"));

    await user.expectInjection("one", "one-modelexpress");
    await user.expectInjection("two", "two-modelexpress");
    await user.kubectl(["delete", "dgd", "one"]);
    await user.expectInstances("two-modelexpress");
  });

  it("is put right when somebody changes or deletes it", async () => {
    await user.apply(annotated("g", "ModelExpress: {pvc: {name: models}}"));
    await user.expectInstances("g-modelexpress");
    const path = user.path("modelexpress.nvidia.com/v1alpha1/modelexpresses/g-modelexpress");

    await deployer.client.merge(path, { spec: { dynamoNamespace: "stolen" } });
    await eventually(async () => expect((await user.instances())[0]?.spec.dynamoNamespace).toBe(`${user.namespace}-g`));
    const [before] = await user.instances();
    await deployer.client.delete(path);
    await eventually(async () => {
      const [after] = await user.instances();
      expect(after?.metadata.uid).toBeDefined();
      expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
    });
  });

  it("does not take over one that is somebody else's, and says so", async () => {
    await user.declare("g-modelexpress", { dynamoNamespace: "mine", pvc: { name: "mine" } });
    await user.apply(annotated("g", "ModelExpress: {pvc: {name: models}}"));

    await eventually(async () => {
      expect(await user.complaints("g")).toMatchObject([{ reason: "ModelExpressNameTaken" }]);
    });
    expect((await user.instances())[0]?.spec).toMatchObject({ dynamoNamespace: "mine", pvc: { name: "mine" } });
    await user.undeclare("g-modelexpress");
  });

  it("is that of the new graph when one is deleted and made again under its name", async () => {
    await user.apply(annotated("g", "ModelExpress: {pvc: {name: models}}"));
    await user.expectInstances("g-modelexpress");
    await user.kubectl(["delete", "dgd", "g"]);
    await user.apply(annotated("g", "ModelExpress: {pvc: {name: models}}"));

    const { uid } = (await user.graph("g")).metadata;
    await eventually(async () => {
      expect((await user.instances()).map(({ metadata }) => metadata.ownerReferences[0]?.uid)).toEqual([uid]);
    });
  });

  it("takes no other rights than the controller has for it, and each of them", () => {
    const calls = deployer.audit.calls();
    const isOfGraphs = (resource: string) =>
      /^(nvidia\.com\/|events$|modelexpress\.nvidia\.com\/modelexpresses$)/.test(resource);
    const used = calls.map(({ verb, resource }) => (isOfGraphs(resource) ? `${verb} ${resource}` : undefined));

    expect(calls.filter(({ code }) => code === 403)).toEqual([]);
    expect([...new Set(used)].filter((right) => right !== undefined).sort()).toEqual([
      "create events",
      "delete modelexpress.nvidia.com/modelexpresses",
      "get modelexpress.nvidia.com/modelexpresses",
      "get nvidia.com/dynamographdeployments",
      "list modelexpress.nvidia.com/modelexpresses",
      "list nvidia.com/dynamographdeployments",
      // By server-side apply, which the API server allows to make something only with the right to create, too.
      "patch modelexpress.nvidia.com/modelexpresses",
      "watch modelexpress.nvidia.com/modelexpresses",
      "watch nvidia.com/dynamographdeployments",
    ]);
  });

  it("costs no calls while nothing changes", async () => {
    await user.apply(annotated("g", "ModelExpress: {pvc: {name: models}}"));
    await user.expectInstances("g-modelexpress");
    const graphCalls = () =>
      deployer.audit.calls().filter(({ resource }) => /dynamographdeployments|modelexpresses$/.test(resource)).length;
    await eventually(() => user.get("services/g-modelexpress"));
    const before = graphCalls();
    await user.kubectl(["label", "dgd", "g", "team=a"]);
    await user.kubectl(["label", "dgd", "g", "team-"]);
    // Another graph's instance, made after that, shows that the changes above have been seen.
    await user.apply(annotated("later", "ModelExpress: {pvc: {name: later}}"));
    await user.expectInstances("g-modelexpress", "later-modelexpress");

    // One read of the new graph, one of its ModelExpress, and its apply.
    expect(graphCalls() - before).toBe(3);
  });
});

/** In place of the operator's webhook, which changes nothing that matters here: it has v1beta1 only, and comes first. */
async function registerOperator({ client }: Deployer): Promise<WebhookStub> {
  const stub = await startWebhook({ patch: [], warnings: [] });
  const name = "dynamo-platform-dynamo-operator-mutating";
  await client.apply(`/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/${name}`, {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name },
    webhooks: [
      {
        name: "mdynamographdeployment.kb.io",
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        failurePolicy: "Fail",
        clientConfig: { url: stub.url, caBundle: stub.caBundle },
        rules: [
          {
            apiGroups: ["nvidia.com"],
            apiVersions: ["v1beta1"],
            operations: ["CREATE", "UPDATE"],
            resources: ["dynamographdeployments"],
          },
        ],
      },
    ],
  });
  return stub;
}
