import { expect, test } from "vitest";
import { type JsonObject, objectAt, objectsAt } from "../../src/kubernetes/json.ts";
import { derivePods } from "../../src/operator/derive-pods.ts";
import { readGraph } from "../../src/operator/read-graph.ts";

// Operator 1.5, read in its source: internal/dynamo/graph.go, backend_vllm.go, utils.go.

interface Worker {
  readonly args?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
}

function worker(name: string, { args, annotations = {} }: Worker = {}): JsonObject {
  const command = args === undefined ? {} : { command: ["python3", "-m", "dynamo.vllm"], args: [...args] };
  const main = { name: "main", image: "i:1.5.0", resources: { limits: { "nvidia.com/gpu": "8" } }, ...command };
  const podTemplate = { metadata: { annotations }, spec: { containers: [main] } };
  return { name, type: "worker", multinode: { nodeCount: 2 }, podTemplate };
}

function derive(components: readonly JsonObject[], annotations: JsonObject = {}, spec: JsonObject = {}) {
  const graph = readGraph(
    {
      apiVersion: "nvidia.com/v1beta1",
      kind: "DynamoGraphDeployment",
      metadata: { name: "g", namespace: "k", annotations },
      spec: { ...spec, components },
    },
    "k",
  );
  return derivePods(graph).map(({ component, role, pod }) => {
    const podSpec = objectAt(pod, "spec");
    const [main = {}] = objectsAt(podSpec, "containers");
    return {
      component,
      role,
      pod,
      podSpec,
      words: [...(main["command"] as string[]), ...((main["args"] ?? []) as [])],
    };
  });
}

const LEADER = "$(GROVE_PCSG_NAME)-$(GROVE_PCSG_INDEX)-w-ldr-0.$(GROVE_HEADLESS_SERVICE)";

test("elastic expert parallelism: Ray on each node, and both wait with Python before the engine or Ray starts", () => {
  const [leader, rank] = derive([worker("W", { args: ["--model", "org/a", "--enable-elastic-ep"] })]);
  const waits = /^i=0; until python3 -c ".*" 2>\/dev\/null; do .*exit 1; sleep \d+; done && /;
  const [start = "", rest = ""] = String(leader?.words[2]).split(" & ");

  expect(start).toBe("ray start --head --port=6379 --block");
  expect(rest).toMatch(waits);
  expect(rest.replace(waits, "")).toBe("python3 -m dynamo.vllm --model org/a --enable-elastic-ep");
  expect(rank?.words[2]).toMatch(waits);
  expect(String(rank?.words[2]).replace(waits, "")).toBe(`ray start --address=${LEADER}:6379 --block`);
});

test("ranks of multiprocessing wait for their leader by the graph's own ConfigMap", () => {
  const args = ["--model", "org/a", "--tensor-parallel-size", "16"];
  const [, rank] = derive([worker("W", { args })]);

  expect(objectsAt(rank?.podSpec ?? {}, "volumes")).toContainEqual({
    name: "wait-leader-script",
    configMap: { name: "g-wait-leader-script" },
  });
  const leader = LEADER.replaceAll("$(", "${").replaceAll(")", "}");
  expect(objectsAt(rank?.podSpec ?? {}, "initContainers")).toMatchObject([
    {
      name: "wait-for-leader-mp",
      image: "i:1.5.0",
      command: [
        "sh",
        "-c",
        `export LEADER_HOST="${leader}" LEADER_PORT="29500" && exec python3 /scripts/wait-for-leader.py`,
      ],
    },
  ]);
});

test("without Grove, a worker whose command names no engine has that of the graph's other workers", () => {
  const args = ["--model", "org/a", "--tensor-parallel-size", "16"];
  const script = {
    ...worker("Script"),
    podTemplate: { spec: { containers: [{ name: "main", image: "i:1.5.0", args: ["python3 -m sglang.run"] }] } },
  };
  const sglang = {
    ...worker("Named"),
    podTemplate: { spec: { containers: [{ name: "main", image: "i:1.5.0", args: ["python3 -m dynamo.sglang"] }] } },
  };
  const scriptOf = (annotations: JsonObject, others: readonly JsonObject[]) =>
    derive([script, ...others], annotations).find(({ component }) => component === "Script")?.words[2];

  const component = { "nvidia.com/workload-provider": "component" };
  expect(scriptOf(component, [sglang])).toContain("python3 -m sglang.run --dist-init-addr $(LWS_LEADER_ADDRESS)");
  expect(scriptOf({ "nvidia.com/workload-provider": "grove" }, [sglang])).toBe("python3 -m sglang.run");
  // Two engines: the operator reconciles nothing without backendFramework.
  expect(scriptOf(component, [sglang, worker("Vllm", { args })])).toBe("python3 -m sglang.run");
});

test("annotations of the graph that reach pods win over spec.annotations, and the component's win over both", () => {
  const key = "nvidia.com/vllm-distributed-executor-backend";
  const args = ["--model", "org/a", "--tensor-parallel-size", "16"];
  const spec = { annotations: { [key]: "mp", mine: "1" } };
  const [leader] = derive([worker("W", { args })], { [key]: "ray" }, spec);
  const [own] = derive([worker("W", { args, annotations: { [key]: "mp" } })], { [key]: "ray" }, spec);

  expect(objectAt(objectAt(leader?.pod ?? {}, "metadata"), "annotations")).toMatchObject({ [key]: "ray", mine: "1" });
  expect(leader?.words[2]).toContain("ray start --head");
  expect(own?.words).toContain("mp");
});

test("the label for metrics is left out where the graph disables them", () => {
  const labels = (annotations: JsonObject) =>
    objectAt(objectAt(derive([worker("W")], annotations)[0]?.pod ?? {}, "metadata"), "labels");

  expect(labels({})).toMatchObject({ "nvidia.com/metrics-enabled": "true" });
  expect(labels({ "nvidia.com/enable-metrics": "false" })).not.toHaveProperty(["nvidia.com/metrics-enabled"]);
});
