import jsonPatch from "fast-json-patch";
import { describe, expect, test } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { type Mutation, mutatePod } from "../../src/injection/mutate-pod.ts";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../src/kubernetes/json.ts";
import { derivePods } from "../../src/operator/derive-pods.ts";
import { readGraph } from "../../src/operator/read-graph.ts";
import { graphOf, MODEL, type Recipe, recipes } from "../operator/graphs.ts";
import { containersOf, variable } from "./cache/reading.ts";

const NAMESPACE = "inference";
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

/** Other settings that occur in graphs of several nodes. */
interface Surroundings {
  readonly claim: boolean;
  readonly isReadOnly: boolean;
  readonly isGraphKnown: boolean;
  readonly models: string | undefined;
}

const SURROUNDINGS: readonly Surroundings[] = [true, false].flatMap((claim) =>
  (claim ? [true, false] : [false]).flatMap((isReadOnly) =>
    [true, false].flatMap((isGraphKnown) =>
      [undefined, "org/listed"].map((models) => ({ claim, isReadOnly, isGraphKnown, models })),
    ),
  ),
);

function directoryOf({ claim, isReadOnly, isGraphKnown }: Surroundings, graph: JsonObject): MemoryDirectory {
  const memory = new MemoryDirectory();
  const annotations = {
    ...(claim ? { "modelexpress.nvidia.com/claim": "cache" } : {}),
    ...(isReadOnly ? { "modelexpress.nvidia.com/read-only": "true" } : {}),
  };
  const labels = { "modelexpress.nvidia.com/dynamo-namespace": "global" };
  const spec = { ports: [{ name: "grpc", port: 8001 }] };
  memory.set("Service", { metadata: { name: "mx", namespace: NAMESPACE, labels, annotations }, spec });
  memory.set("PersistentVolumeClaim", {
    metadata: { name: "cache", namespace: NAMESPACE },
    spec: { accessModes: ["ReadWriteMany"] },
  });
  if (isGraphKnown) memory.set("DynamoGraphDeployment", graph);
  return memory;
}

interface Injected {
  readonly mutation: Mutation;
  readonly main: JsonObject;
  readonly mounts: readonly (string | undefined)[];
  readonly models: readonly string[];
}

function inject(pod: JsonObject, around: Surroundings, directory: MemoryDirectory): Injected {
  const object = structuredClone(pod) as { metadata: { annotations?: object } };
  const listed = around.models === undefined ? {} : { "modelexpress.nvidia.com/models": around.models };
  object.metadata.annotations = { ...object.metadata.annotations, ...listed };
  const mutation = mutatePod({ namespace: NAMESPACE, object }, directory, settings);
  jsonPatch.applyPatch(object, structuredClone(mutation.operations) as jsonPatch.Operation[], true);
  const [main = {}] = objectsAt(objectAt(object as unknown as JsonObject, "spec"), "containers");
  const pull = containersOf(object as unknown as JsonObject).find((one) => variable(one, "MX_PULL_MODEL_0"));
  const models = objectsAt(pull ?? {}, "env").filter(({ name }) => String(name).startsWith("MX_PULL_MODEL_"));
  return {
    mutation,
    main,
    mounts: objectsAt(main, "volumeMounts").map((mount) => textAt(mount, "mountPath")),
    models: models.map((each) => String(member(each, "value"))),
  };
}

const GROUPS: readonly Recipe[] = recipes().filter(({ nodes }) => nodes > 1);
const CASES = GROUPS.flatMap((recipe) => SURROUNDINGS.map((around) => ({ recipe, around })));

function pairOf({ recipe, around }: (typeof CASES)[number]): { readonly leader: Injected; readonly rank: Injected } {
  const graph = graphOf(recipe);
  const directory = directoryOf(around, graph);
  const pods = derivePods(readGraph(graph, NAMESPACE));
  const podOf = (role: string): JsonObject => pods.find((one) => one.role === role)?.pod ?? {};
  return { leader: inject(podOf("leader"), around, directory), rank: inject(podOf("worker"), around, directory) };
}

/** Whether the rank waits for its leader and names no model. */
function isWaiting({ main }: Injected): boolean {
  return /sshd -D|ray start --address/.test(JSON.stringify(main["args"]));
}

const PAIRS = CASES.map((each) => ({ ...each, ...pairOf(each) }));
const WAITING = PAIRS.filter(({ rank }) => isWaiting(rank));

describe("the ranks of any graph over several nodes", () => {
  test("are of both kinds, in every setting", () => {
    expect(WAITING.filter(({ recipe }) => recipe.backend === "trtllm").length).toBeGreaterThan(50);
    expect(WAITING.filter(({ recipe }) => recipe.backend === "vllm").length).toBeGreaterThan(50);
    expect(PAIRS.length).toBeGreaterThan(WAITING.length);
  });

  test("have the place that their leader passes on", () => {
    for (const { leader, rank } of PAIRS) {
      const handed = ["HF_HOME", "HF_HUB_CACHE"].flatMap((name) => variable(leader.main, name) ?? []);
      const roots = leader.mounts.filter((path) => handed.some((place) => path && `${place}/`.startsWith(`${path}/`)));
      for (const root of roots) expect(rank.mounts).toContain(root);
      expect(handed.length === 0 || roots.length > 0).toBe(true);
    }
  });

  test("pull their leader's models if their graph or the annotation names them", () => {
    let count = 0;
    for (const { leader, rank, around } of WAITING) {
      if (leader.models.length === 0 || !(around.isGraphKnown || around.models !== undefined)) continue;
      expect(rank.models).toEqual(leader.models);
      expect(leader.models).toEqual([around.models ?? MODEL]);
      count += 1;
    }
    expect(count).toBeGreaterThan(50);
  });

  test("are not made offline, and nor is a leader that Ray's ranks copy while each streams", () => {
    for (const { leader, rank, around, recipe } of WAITING) {
      expect(variable(rank.main, "HF_HUB_OFFLINE")).toBeUndefined();
      const isCopied = recipe.backend === "vllm" && !around.claim && around.models === undefined;
      if (isCopied) expect(variable(leader.main, "HF_HUB_OFFLINE")).toBeUndefined();
    }
  });

  test("get a warning if neither graph nor annotation names their models", () => {
    for (const { rank, around } of WAITING) {
      const isUnsaid = !around.isGraphKnown && around.models === undefined && !around.claim;
      const codes = rank.mutation.decision.warnings.map(({ code }) => code);
      expect(codes.includes("RanksLeftOut")).toBe(isUnsaid);
    }
  });
});
