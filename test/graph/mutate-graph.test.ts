import jsonPatch from "fast-json-patch";
import { describe, expect, test } from "vitest";
import type { GraphMutation } from "../../src/graph/graph-mutation.ts";
import { mutateGraph } from "../../src/graph/mutate-graph.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { graph, graphWith } from "./graphs.ts";

const INSTANCES = "modelexpress.nvidia.com/instances";
const MOVED = "modelexpress.nvidia.com/moved-services";
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

interface Decided extends GraphMutation {
  /** The graph after the patch. */
  readonly graph: JsonObject & { readonly metadata: { readonly annotations: Readonly<Record<string, string>> } };
  /** The parsed content of the annotation. */
  readonly moved: unknown;
}

function decide(object: JsonObject, oldObject?: JsonObject, isOptedIn = true): Decided {
  const mutation = mutateGraph({ namespace: "inference", object, oldObject }, () => isOptedIn);
  const document = structuredClone(object) as Decided["graph"];
  jsonPatch.applyPatch(document, structuredClone(mutation.operations) as jsonPatch.Operation[], true);
  const note = document.metadata.annotations?.[MOVED];
  return { ...mutation, graph: document, moved: note === undefined ? undefined : JSON.parse(note) };
}

const CLAIM = "pvc: {name: model-express-pvc, size: 10Gi, storageClass: standard, create: true}";
const SERVICE = `
ModelExpress:
  componentType: ModelExpress
  dynamoNamespace: global
  ${CLAIM}`;
const SPEC = {
  dynamoNamespace: "global",
  pvc: { name: "model-express-pvc", size: "10Gi", storageClass: "standard", create: true },
};

describe("a service of type ModelExpress", () => {
  test("is removed from the graph and recorded, with a warning to the user", () => {
    const decided = decide(graphWith(SERVICE));

    expect(decided.reason).toBe("ComponentMoved");
    expect(decided.graph["spec"]).toEqual({ services: { Frontend: { componentType: "frontend" } } });
    expect(decided.moved).toEqual({ ModelExpress: SPEC });
    expect(decided.warnings).toEqual([
      "services.ModelExpress is taken out of the graph and deployed as the ModelExpress vllm-agg-modelexpress for every dynamo namespace",
    ]);
  });

  test("changes nothing the second time", () => {
    const once = decide(graphWith(SERVICE));

    const twice = decide(once.graph, once.graph);

    expect(twice).toMatchObject({ reason: "Declared", operations: [], warnings: [] });
  });

  test("accepts Dynamo's own fields: claim, image, secret, placement, resources", () => {
    const { moved, warnings } = decide(
      graphWith(`
ModelExpress:
  componentType: model-express
  envFromSecret: hf-token-secret
  volumeMounts: [{name: model-cache, mountPoint: /model}]
  replicas: 1
  resources: {requests: {cpu: "2", memory: 4Gi, gpu: "0"}, limits: {memory: 8Gi}}
  envs: [{name: MODEL_EXPRESS_LOG_LEVEL, value: debug}]
  extraPodSpec:
    nodeSelector: {disk: fast}
    tolerations: [{key: nvidia.com/gpu, operator: Exists}]
    imagePullSecrets: [{name: nvcr}]
    mainContainer: {image: "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.5.1"}`),
    );

    expect(moved).toEqual({
      ModelExpress: {
        image: "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.5.1",
        pvc: { name: "model-cache", create: false },
        huggingFaceTokenSecret: "hf-token-secret",
        resources: { requests: { cpu: "2", memory: "4Gi" }, limits: { memory: "8Gi" } },
        env: [{ name: "MODEL_EXPRESS_LOG_LEVEL", value: "debug" }],
        nodeSelector: { disk: "fast" },
        tolerations: [{ key: "nvidia.com/gpu", operator: "Exists" }],
        imagePullSecrets: [{ name: "nvcr" }],
      },
    });
    expect(warnings).toEqual([expect.stringMatching(/for the dynamo namespace inference-vllm-agg$/)]);
  });

  test("accepts the claim of Dynamo's 2025 API and ignores its mount point", () => {
    const { moved } = decide(
      graphWith(`
ModelExpress:
  componentType: ModelExpress
  pvc: {name: cache, create: true, size: 5Gi, volumeAccessMode: ReadWriteOnce, mountPoint: /cache}`),
    );

    expect(moved).toEqual({
      ModelExpress: { pvc: { name: "cache", create: true, size: "5Gi", accessMode: "ReadWriteOnce" } },
    });
  });

  test("warns of each ignored field", () => {
    const { warnings } = decide(
      graphWith(`
ModelExpress:
  componentType: ModelExpress
  ${CLAIM}
  autoscaling: {enabled: true}
  extraPodSpec: {hostNetwork: true, mainContainer: {command: [sh], workingDir: /}}`),
    );

    expect(warnings).toEqual([expect.stringMatching(/, without its autoscaling, hostNetwork, command, workingDir$/)]);
  });

  test("without a claim is removed, with a warning that says what to write", () => {
    const decided = decide(graphWith("ModelExpress: {componentType: ModelExpress, dynamoNamespace: global}"));

    expect(decided.reason).toBe("InvalidDeclaration");
    expect(decided.graph["spec"]).toEqual({ services: { Frontend: { componentType: "frontend" } } });
    expect(decided.moved).toBeUndefined();
    expect(decided.warnings).toEqual([
      expect.stringMatching(/^services\.ModelExpress is taken out of the graph, and not deployed: .*no claim/),
    ]);
  });

  test("keeps its previous declaration when it becomes invalid", () => {
    const once = decide(graphWith(SERVICE));
    const bad = graphWith(
      "ModelExpress: {componentType: ModelExpress, dynamoNamespace: global}",
      once.graph.metadata.annotations,
    );

    const decided = decide(bad, once.graph);

    expect(decided.reason).toBe("InvalidDeclaration");
    expect(decided.moved).toEqual({ ModelExpress: SPEC });
  });

  test("is recorded again when it changes", () => {
    const once = decide(graphWith(SERVICE));
    const changed = graphWith(SERVICE.replace("10Gi", "20Gi"), once.graph.metadata.annotations);

    expect(decide(changed, once.graph).moved).toEqual({
      ModelExpress: { ...SPEC, pvc: { ...SPEC.pvc, size: "20Gi" } },
    });
  });

  test("ends the ModelExpress when it becomes an ordinary service of the same name", () => {
    const once = decide(graphWith(SERVICE));
    const other = graphWith("ModelExpress: {componentType: frontend}", once.graph.metadata.annotations);

    const decided = decide(other, once.graph);

    expect(decided.reason).toBe("ComponentWithdrawn");
    expect(decided.moved).toBeUndefined();
    expect(decided.warnings).toContainEqual(
      expect.stringContaining("so the ModelExpress vllm-agg-modelexpress is deleted"),
    );
    expect(decided.graph["spec"]).toHaveProperty("services.ModelExpress.componentType", "frontend");
  });

  test("keeps other annotations and creates the list for the first one", () => {
    const kept = decide(graphWith(SERVICE, { note: "mine" }));
    expect(kept.graph.metadata.annotations).toMatchObject({ note: "mine", [MOVED]: expect.any(String) });

    const { annotations: _, ...metadata } = graphWith(SERVICE)["metadata"] as JsonObject;
    expect(decide({ ...graphWith(SERVICE), metadata }).moved).toEqual({ ModelExpress: SPEC });
  });
});

describe("the type beside the services, as the proposal has it", () => {
  test("applies to the service that names a claim or is named after the type, and is removed with it", () => {
    const decided = decide(
      graphWith(`
componentType: ModelExpress
dynamoNamespace: global
ModelExpress1: {volumeMounts: [{name: cache}]}
Shared: {pvc: {name: other}}
Worker: {envFromSecret: hf}`),
    );

    expect(decided.graph["spec"]).toEqual({
      services: { Frontend: { componentType: "frontend" }, Worker: { envFromSecret: "hf" } },
    });
    expect(decided.moved).toEqual({
      ModelExpress1: { dynamoNamespace: "global", pvc: { name: "cache", create: false } },
      Shared: { dynamoNamespace: "global", pvc: { name: "other" } },
    });
  });
});

describe("a component of type ModelExpress in v1beta1", () => {
  const beta = graph(`
apiVersion: nvidia.com/v1beta1
kind: DynamoGraphDeployment
metadata: {name: vllm-agg, namespace: inference}
spec:
  components:
    - {name: ModelExpress, type: ModelExpress, podTemplate: &template {
        metadata: {labels: {modelexpress.nvidia.com/dynamo-namespace: global}},
        spec: {
          volumes: [{name: tmp, emptyDir: {}}, {name: models, persistentVolumeClaim: {claimName: model-cache}}],
          containers: [
            {name: other, image: x},
            {name: main, image: "me:0.6.0", envFrom: [{secretRef: {name: hf}}], volumeMounts: [{name: tmp, mountPath: /tmp}, {name: models, mountPath: /m}]}]}}}
    - {name: Frontend, type: frontend}
    - {name: Second, type: modelexpress, podTemplate: *template}`);

  test("is read from its pod template", () => {
    const decided = decide(beta);

    const spec = {
      dynamoNamespace: "global",
      image: "me:0.6.0",
      huggingFaceTokenSecret: "hf",
      pvc: { name: "model-cache", create: false },
    };
    expect(decided.moved).toEqual({ ModelExpress: spec, Second: spec });
    expect(decided.graph["spec"]).toEqual({ components: [{ name: "Frontend", type: "frontend" }] });
  });
});

describe("a component that was removed ends", () => {
  const applied = (services: string): JsonObject =>
    graphWith("", { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(graphWith(services)) });
  const managed = (services: JsonObject, operation = "Apply", fields: JsonObject = {}): JsonObject => {
    const fieldsV1 = { "f:spec": { "f:services": services }, "f:metadata": fields };
    const metadata = {
      ...(graphWith("")["metadata"] as JsonObject),
      managedFields: [{ manager: "kubectl", operation, fieldsV1 }],
    };
    return { ...graphWith(""), metadata };
  };
  /** The graph as the API server stores it: with the record, without the service. */
  function noted(object: JsonObject): JsonObject {
    const metadata = object["metadata"] as JsonObject & { readonly annotations: JsonObject };
    return {
      ...object,
      metadata: {
        ...metadata,
        annotations: { ...metadata.annotations, [MOVED]: JSON.stringify({ ModelExpress: SPEC }) },
      },
    };
  }

  test.each([
    ["when kubectl applies a manifest without it", applied(SERVICE), applied("")],
    [
      "when kubectl applies the graph in v1beta1, without it",
      applied(SERVICE),
      graphWith("", {
        "kubectl.kubernetes.io/last-applied-configuration": '{"spec":{"components":[{"name":"Frontend"}]}}',
      }),
    ],
    ["when a server-side apply leaves it out", managed({ "f:ModelExpress": {} }), managed({ "f:Frontend": {} })],
  ])("%s", (_when, before, after) => {
    const decided = decide(noted(after), noted(before));

    expect(decided.reason).toBe("ComponentWithdrawn");
    expect(decided.moved).toBeUndefined();
    expect(decided.warnings).toContainEqual(
      expect.stringContaining("so the ModelExpress vllm-agg-modelexpress is deleted"),
    );
  });

  test.each([
    ["when something else of the graph changes", applied(SERVICE), applied(SERVICE)],
    [
      "when a label is set after a server-side apply",
      managed({ "f:ModelExpress": {} }),
      managed({ "f:ModelExpress": {} }),
    ],
    ["when nobody's record tells of it, as with Helm 3", graphWith(""), graphWith("")],
    [
      "when one who changes it in other ways is recorded",
      managed({ "f:ModelExpress": {} }, "Update"),
      managed({}, "Update"),
    ],
    [
      "when it is replaced by itself, which rewrites kubectl's record to what was sent",
      applied(SERVICE),
      graphWith("", { [LAST_APPLIED]: JSON.stringify(noted(applied(""))) }),
    ],
    [
      "when it is applied on the server's side as it was read, its note included",
      managed({ "f:ModelExpress": {} }),
      managed({ "f:Frontend": {} }, "Apply", { "f:annotations": { [`f:${MOVED}`]: {} } }),
    ],
    [
      "when kubectl's record cannot be read",
      graphWith("", { "kubectl.kubernetes.io/last-applied-configuration": "{" }),
      applied(""),
    ],
  ])("but not %s", (_when, before, after) => {
    const decided = decide(noted(after), noted(before));

    expect(decided.operations).toEqual([]);
    expect(decided.moved).toEqual({ ModelExpress: SPEC });
  });

  test("but not when its record was broken by hand, which is reported instead", () => {
    const broken = graphWith("", { [MOVED]: "ModelExpress: [" });

    const request = { namespace: "inference", object: broken, oldObject: broken };
    const { reason, operations, warnings } = mutateGraph(request, () => true);

    expect({ reason, operations }).toEqual({ reason: "InvalidDeclaration", operations: [] });
    expect(warnings).toEqual([expect.stringContaining(`annotation ${MOVED}:1:`)]);
  });
});

describe("the annotation", () => {
  test("declares an instance without changing the graph", () => {
    const decided = decide(graphWith("", { [INSTANCES]: `ModelExpress:\n  ${CLAIM}\n` }));

    expect(decided).toMatchObject({ reason: "Declared", operations: [], warnings: [] });
  });

  test.each([
    ["no YAML", "ModelExpress: [", /:1:\d+: /],
    ["a list", "[ModelExpress]", /expected a mapping from names to ModelExpress specs/],
    ["a spec by itself", "dynamoNamespace: global", /expected a mapping from names to ModelExpress specs/],
    ["two documents", "a: {}\n---\nb: {}", /expected a mapping/],
    ["a claim without a name", "ModelExpress: {pvc: {create: true}}", /: ModelExpress\.pvc\.name is missing/],
    [
      "a placeholder",
      "ModelExpress: {dynamoNamespace: '<DYN_NAMESPACE> / \"global\"', pvc: {name: a}}",
      /\.dynamoNamespace: expected one such as inference-vllm-agg, or global/,
    ],
    [
      "a size that is none",
      "ModelExpress: {pvc: {name: a, size: big}}",
      /see kubectl explain modelexpress\.spec\.pvc\.size/,
    ],
    ["no claim", "ModelExpress: {dynamoNamespace: global}", /: ModelExpress: names no claim: set pvc: \{name: …\}/],
    [
      "a misspelt key",
      "ModelExpress: {pvc: {name: a, storageclass: b}}",
      /ModelExpress\.pvc\.storageclass: a ModelExpress has no such field/,
    ],
    [
      "a misspelt key in a list",
      "ModelExpress: {pvc: {name: a}, tolerations: [{kye: b}]}",
      /\.tolerations\[0\]\.kye: /,
    ],
    ["a claim to make without a size", "ModelExpress: {pvc: {name: a, create: true}}", /create: true needs a size/],
    [
      "the deletion of a claim that is not ours",
      "ModelExpress: {pvc: {name: a, deletionPolicy: Delete}}",
      /deletionPolicy/,
    ],
    ["a name that is none", "Model Express: {pvc: {name: a}}", /vllm-agg-model express: a name has at most 63/],
    ["a name that is too long", `${"x".repeat(60)}: {pvc: {name: a}}`, /at most 63/],
    [
      "two names that mean one",
      "{A: {pvc: {name: a}}, a: {pvc: {name: a}}}",
      /A and a would both be the ModelExpress vllm-agg-a/,
    ],
  ])("that is %s is reported, and changes nothing", (_what, text, sentence) => {
    const { reason, operations, warnings } = decide(graphWith("", { [INSTANCES]: text }));

    expect({ reason, operations }).toEqual({ reason: "InvalidDeclaration", operations: [] });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(sentence);
    expect(warnings[0]).toMatch(/; nothing is changed until this is fixed$/);
  });

  test("declares nothing when empty", () => {
    expect(decide(graphWith("", { [INSTANCES]: "" })).reason).toBe("NotDeclared");
  });

  test("wins over a service of the same name, which is removed with a warning", () => {
    const decided = decide(graphWith(SERVICE, { [INSTANCES]: `ModelExpress: {${CLAIM}}` }));

    expect(decided.reason).toBe("ComponentMoved");
    expect(decided.warnings).toContain(`annotation ${INSTANCES} has a ModelExpress too, which takes precedence`);
  });
});

describe("fields that the API server dropped before admission but kubectl recorded", () => {
  const CLAIM_OBJECT = { pvc: { name: "model-express-pvc", size: "10Gi", create: true } };
  const TYPED = { componentType: "ModelExpress", ...CLAIM_OBJECT };
  const WAY_OUT = "model-express-injector graph -f FILE | kubectl apply -f -";
  const old = graphWith("");
  const young = { ...old, apiVersion: "nvidia.com/v1beta1" };
  const recorded = (graph: JsonObject, written: JsonObject): JsonObject => {
    const annotations = { [LAST_APPLIED]: JSON.stringify(written) };
    return { ...graph, metadata: { ...(graph["metadata"] as JsonObject), annotations } };
  };

  test.each([
    ["a member of the graph", old, { ...old, ModelExpress: CLAIM_OBJECT }, "ModelExpress was dropped"],
    ["a member of the spec", old, { ...old, spec: { ModelExpress: CLAIM_OBJECT } }, "spec.ModelExpress was dropped"],
    [
      "services in v1beta1",
      young,
      { ...young, spec: { services: { ModelExpress: TYPED } } },
      "services.ModelExpress was dropped",
    ],
  ])("%s: a warning names the way out", (_, graph, written, says) => {
    const { operations, warnings } = decide(recorded(graph, written));
    expect(operations).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(says)]);
    expect(warnings[0]).toContain(WAY_OUT);
  });

  test("the claim of a service: no warning asks the user to name one", () => {
    const stored = graphWith("ModelExpress: {componentType: ModelExpress}");
    const { warnings } = decide(recorded(stored, graphWith(SERVICE)));
    const [warning, ...others] = warnings;
    expect(others).toEqual([]);
    expect(warning).toContain("services.ModelExpress is taken out of the graph, and not deployed: its pvc was dropped");
    expect(warning).toContain(WAY_OUT);
    expect(warning).not.toContain("names no claim");
  });

  test("a graph that kept every field gets no warning", () => {
    expect(decide(recorded(graphWith(SERVICE), graphWith(SERVICE))).warnings).toEqual([
      expect.stringContaining("deployed as the ModelExpress"),
    ]);
  });
});

describe("fields that Dynamo's own defaulting adds", () => {
  test("cause no warning, because the user never wrote them", () => {
    const object = graph(`
apiVersion: nvidia.com/v1beta1
kind: DynamoGraphDeployment
metadata: {name: mix, namespace: inference}
spec:
  components:
    - {name: Worker, type: worker}
    - name: ModelExpress
      type: ModelExpress
      minAvailable: 1
      replicas: 1
      podTemplate:
        spec:
          volumes: [{name: cache, persistentVolumeClaim: {claimName: model-cache}}]
          containers: [{name: main, image: "modelexpress-server:0.6.0", volumeMounts: [{name: cache, mountPath: /models}]}]`);
    expect(decide(object).warnings).toEqual([expect.not.stringContaining("without its")]);
  });
});

describe("warnings of doubtful declarations", () => {
  test("a dynamo namespace without a pod of the graph", () => {
    const { reason, warnings } = decide(graphWith(SERVICE.replace("global", "vllm-agg")));

    expect(reason).toBe("ComponentMoved");
    expect(warnings).toContain(
      "ModelExpress serves the dynamo namespace vllm-agg, and this graph's pods are in inference-vllm-agg: leave it out",
    );
  });

  test("a namespace whose pods are not intercepted", () => {
    const { warnings } = decide(graphWith(SERVICE), undefined, false);

    expect(warnings.at(-1)).toBe(
      "no pod of namespace inference gets it until you run: kubectl label namespace inference modelexpress.nvidia.com/inject=enabled",
    );
  });

  test("a graph that has nothing else", () => {
    const alone = {
      ...graphWith(""),
      spec: { services: { M: { componentType: "ModelExpress", pvc: { name: "a" } } } },
    };

    expect(decide(alone).warnings[1]).toMatch(/^Dynamo refuses a graph without any other component/);
  });
});

describe("for any input", () => {
  test.each([
    ["nothing", undefined],
    ["a pod", { apiVersion: "v1", kind: "Pod" }],
    ["another group's graph", { apiVersion: "example.com/v1", kind: "DynamoGraphDeployment" }],
  ])("%s is not a graph", (_what, object) => {
    expect(mutateGraph({ namespace: "x", object, oldObject: undefined }, () => true).reason).toBe("NotAGraph");
  });

  test.each([
    ["no metadata", { metadata: null }],
    ["a spec that is a list", { spec: [] }],
    ["services that are a text", { spec: { services: "ModelExpress" } }],
    ["a service that is null", { spec: { services: { ModelExpress: null } } }],
    ["components that are an object", { spec: { components: { type: "ModelExpress" } } }],
    ["a type that is a number", { spec: { services: { ModelExpress: { componentType: 1 } } } }],
  ])("%s is left alone", (_what, members) => {
    const decided = mutateGraph(
      { namespace: "inference", object: { ...graphWith(""), ...members }, oldObject: null },
      () => true,
    );

    expect(decided).toMatchObject({ reason: "NotDeclared", operations: [] });
  });

  test("reports fields of the wrong kinds instead of throwing", () => {
    const decided = decide(
      graphWith("ModelExpress: {componentType: ModelExpress, pvc: [], extraPodSpec: 1, resources: x}"),
    );

    expect(decided.reason).toBe("InvalidDeclaration");
  });
});
