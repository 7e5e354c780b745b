import { describe, expect, test } from "vitest";
import { type JsonObject, objectAt, objectsAt, textAt } from "../../src/kubernetes/json.ts";
import { type DerivedPods, derivePods } from "../../src/operator/derive-pods.ts";
import { readGraph } from "../../src/operator/read-graph.ts";
import { expectedCommand } from "./expected.ts";
import { graphOf, MODEL, type Recipe, recipes } from "./graphs.ts";

function podsOf(graph: JsonObject): readonly DerivedPods[] {
  return derivePods(readGraph(graph, "default"));
}

function mainOf({ pod }: DerivedPods): JsonObject {
  const [main = {}] = objectsAt(objectAt(pod, "spec"), "containers");
  return main;
}

function commandOf(pods: DerivedPods): readonly unknown[] {
  const { command, args } = mainOf(pods);
  return [...(command as string[]), ...(args as string[])];
}

function textOf(pods: DerivedPods, name: string): string | undefined {
  const variables = objectsAt(mainOf(pods), "env").filter((variable) => variable["name"] === name);
  expect(variables.length, `${name} is there once at most`).toBeLessThan(2);
  return variables[0] === undefined ? undefined : textAt(variables[0], "value");
}

const ALL = recipes();

test("the recipes are more than a hundred, and all differ", () => {
  expect(ALL.length).toBeGreaterThan(100);
  expect(new Set(ALL.map((recipe) => JSON.stringify(graphOf(recipe)))).size).toBe(ALL.length);
});

describe.each(ALL.map((recipe) => [Object.values(recipe).join(", "), recipe] as const))("%s", (_, recipe: Recipe) => {
  const [frontend, ...workers] = podsOf(graphOf(recipe));
  const roles = workers.map(({ role, count }) => [role, count]);

  test("makes the pods and their number by the rules", () => {
    expect(frontend).toMatchObject({ component: "Frontend", role: "main", count: 1 });
    const many = [
      ["leader", 2],
      ["worker", 2 * (recipe.nodes - 1)],
    ];
    expect(roles).toEqual(recipe.nodes === 1 ? [["main", 2]] : many);
  });

  test("each worker runs the command of its rank", () => {
    for (const worker of workers) {
      const expected = expectedCommand(recipe, worker.role);
      const isTrtRank = recipe.backend === "trtllm" && worker.role !== "main";
      if (!isTrtRank) expect(commandOf(worker)).toEqual(expected);
      else expect(commandOf(worker)).toEqual([...expected.slice(0, 2), expect.stringContaining(expected[2] ?? "")]);
    }
  });

  test("labels, namespace and variables are the operator's, unless the user may override them", () => {
    for (const worker of workers) {
      const labels = objectAt(objectAt(worker.pod, "metadata"), "labels");
      expect(labels).toMatchObject({
        "nvidia.com/dynamo-graph-deployment-name": "qwen3.32b",
        "nvidia.com/dynamo-component": "Decode",
        "nvidia.com/dynamo-component-type": "decode",
        "nvidia.com/dynamo-namespace": "inference-qwen3-32b",
      });
      expect(textOf(worker, "DYN_NAMESPACE")).toBe("inference-qwen3-32b");
      expect(textOf(worker, "DYN_COMPONENT")).toBe("decode");
      expect(textOf(worker, "DYN_SYSTEM_PORT")).toBe("7070");
      expect(textOf(worker, "A_MODEL")).toBe(MODEL);
      expect(textOf(worker, "EVERYWHERE")).toBe("1");
      expect(mainOf(worker)).toMatchObject({ envFrom: [{ secretRef: { name: "hf-token-secret" } }] });
    }
  });

  test("volumes: the claim by its name, and shared memory of the size that is asked for", () => {
    for (const worker of workers) {
      const spec = objectAt(worker.pod, "spec");
      const volumes = objectsAt(spec, "volumes");
      expect(volumes).toContainEqual({ name: "model-cache", persistentVolumeClaim: { claimName: "model-cache" } });
      expect(volumes).toContainEqual({ name: "shared-memory", emptyDir: { medium: "Memory", sizeLimit: "16Gi" } });
      expect(objectsAt(mainOf(worker), "volumeMounts")).toContainEqual({ name: "model-cache", mountPath: "/models" });
      expect(spec).toMatchObject({ nodeSelector: { zone: "a" }, securityContext: { fsGroup: 1000 } });
    }
  });

  test("only Grove's pods have its gate, and only mp ranks wait for their leader", () => {
    for (const { pod, role } of workers) {
      const spec = objectAt(pod, "spec");
      const gates = objectsAt(spec, "schedulingGates").map(({ name }) => name);
      expect(gates).toEqual(recipe.orchestrator === "grove" ? ["grove.io/podgang-pending-creation"] : []);
      const waits = recipe.backend === "vllm" && recipe.nodes > 1 && recipe.spread === "mp" && role === "worker";
      const names = objectsAt(spec, "initContainers").map(({ name }) => name);
      expect(names).toEqual(waits ? ["wait-for-leader-mp"] : []);
    }
  });

  test("the frontend runs Dynamo's own command and is not a rank", () => {
    expect(frontend && commandOf(frontend)).toEqual(["python3", "-m", "dynamo.frontend"]);
  });
});

test("mpirun forwards the container's and the operator's variables once each", () => {
  const recipe = ALL.find(
    ({ backend, nodes, orchestrator }) => backend === "trtllm" && nodes === 2 && orchestrator === "grove",
  );
  const [, leader] = podsOf(graphOf(recipe as Recipe));
  const script = String(commandOf(leader as DerivedPods)[2]);
  const forwarded = [...script.matchAll(/-x (\S+)/g)].map(([, name]) => name);
  expect(forwarded).toEqual([...new Set(forwarded)].sort());
  expect(forwarded).toEqual(
    expect.arrayContaining(["HF_HOME", "A_MODEL", "DYN_NAMESPACE", "OMPI_MCA_orte_keep_fqdn_hostnames"]),
  );
  expect(forwarded).not.toContain("HF_HUB_CACHE");
  expect(script).toContain("-n 16 -H ");
});

const BASE = {
  apiVersion: "nvidia.com/v1beta1",
  kind: "DynamoGraphDeployment",
  metadata: { name: "g", namespace: "k" },
};

test("with failover inside of the pod, main becomes two engines that differ in their ids and ports", () => {
  const main = {
    name: "main",
    image: "i:1.0.0",
    command: ["python3", "-m", "dynamo.vllm"],
    args: ["--model", "org/a"],
  };
  const worker = {
    name: "W",
    type: "worker",
    experimental: { failover: { mode: "intraPod" } },
    podTemplate: { spec: { containers: [main, { name: "logs", image: "l" }] } },
  };
  const [pods] = podsOf({ ...BASE, spec: { components: [worker] } });
  const containers = objectsAt(objectAt(pods?.pod ?? {}, "spec"), "containers");
  expect(containers.map(({ name }) => name)).toEqual(["engine-0", "engine-1", "logs"]);
  const ports = containers
    .slice(0, 2)
    .map((engine) => objectsAt(engine, "env").filter(({ name }) => name === "DYN_SYSTEM_PORT"));
  expect(ports).toEqual([[{ name: "DYN_SYSTEM_PORT", value: "9090" }], [{ name: "DYN_SYSTEM_PORT", value: "9091" }]]);
});

test.each([
  [
    "v1alpha1",
    {
      services: {
        W: {
          componentType: "worker",
          frontendSidecar: { image: "f:1.0.0", args: ["-m", "dynamo.frontend", "--http-port", "80"] },
        },
      },
    },
  ],
  [
    "v1beta1",
    {
      components: [
        {
          name: "W",
          type: "worker",
          frontendSidecar: "sidecar-frontend",
          podTemplate: {
            spec: {
              containers: [
                { name: "main", image: "m:1.0.0" },
                { name: "sidecar-frontend", image: "f:1.0.0", args: ["-m", "dynamo.frontend", "--http-port", "80"] },
              ],
            },
          },
        },
      ],
    },
  ],
])("a frontend sidecar of %s gets a frontend's command and variables", (version, spec) => {
  const [pods] = podsOf({ ...BASE, apiVersion: `nvidia.com/${version}`, spec: spec as JsonObject });
  const [, sidecar] = objectsAt(objectAt(pods?.pod ?? {}, "spec"), "containers");
  expect(sidecar).toMatchObject({
    name: "sidecar-frontend",
    image: "f:1.0.0",
    command: ["python3"],
    args: ["-m", "dynamo.frontend", "--http-port", "80"],
  });
  expect(objectsAt(sidecar ?? {}, "env")).toContainEqual({ name: "DYN_HTTP_PORT", value: "8000" });
});

test("a component by itself belongs to the graph that owns it", () => {
  const [pods] = podsOf({
    apiVersion: "nvidia.com/v1alpha1",
    kind: "DynamoComponentDeployment",
    metadata: { name: "g-w", namespace: "k", ownerReferences: [{ kind: "DynamoGraphDeployment", name: "g" }] },
    spec: {
      serviceName: "W",
      componentType: "worker",
      extraPodSpec: { mainContainer: { args: ["python3 -m dynamo.vllm --model org/a"] } },
    },
  });
  const labels = objectAt(objectAt(pods?.pod ?? {}, "metadata"), "labels");
  expect(labels).toMatchObject({ "nvidia.com/dynamo-namespace": "k-g", "nvidia.com/dynamo-component": "W" });
  expect(objectsAt(objectAt(pods?.pod ?? {}, "spec"), "schedulingGates")).toEqual([]);
});

test("shared memory of size 0 is omitted, and the user's pod security context stays unchanged", () => {
  const component = {
    name: "W",
    sharedMemorySize: "0",
    podTemplate: { spec: { securityContext: { runAsUser: 0 }, containers: [{ name: "main" }] } },
  };
  const [pods] = podsOf({ ...BASE, spec: { components: [component] } });
  expect(objectAt(pods?.pod ?? {}, "spec")).toMatchObject({ securityContext: { runAsUser: 0 } });
  expect(objectAt(objectAt(pods?.pod ?? {}, "spec"), "securityContext")).toEqual({ runAsUser: 0 });
  expect(objectAt(pods?.pod ?? {}, "spec")).not.toHaveProperty("volumes");
});
