import { describe, expect, test } from "vitest";
import { type JsonObject, objectAt, objectsAt, textAt } from "../../src/kubernetes/json.ts";
import { derivePods } from "../../src/operator/derive-pods.ts";
import { readGraph } from "../../src/operator/read-graph.ts";

// Operator 1.5, read in its source rule by rule: the function that has the rule is named beside the case.

function derive(kind: string, object: JsonObject) {
  const graph = readGraph({ apiVersion: "nvidia.com/v1beta1", kind, ...object }, "k");
  return derivePods(graph).map(({ pod, ...rest }) => {
    const spec = objectAt(pod, "spec");
    const [main = {}, ...others] = objectsAt(spec, "containers");
    const metadata = objectAt(pod, "metadata");
    const env = Object.fromEntries(objectsAt(main, "env").map((each) => [String(each["name"]), textAt(each, "value")]));
    return { ...rest, spec, main, others, env, metadata, names: Object.keys(env) };
  });
}

function deriveGraph(components: readonly JsonObject[], { annotations = {}, ...spec }: JsonObject = {}) {
  const metadata = { name: "g", namespace: "k", annotations };
  return derive("DynamoGraphDeployment", { metadata, spec: { ...spec, components } });
}

const ON_DEPLOYMENTS = { annotations: { "nvidia.com/workload-provider": "component" } };

function component(name: string, type: string, { main = {}, ...rest }: JsonObject = {}): JsonObject {
  const containers = [{ name: "main", image: "i:1.5.0", ...(main as JsonObject) }];
  return { name, type, podTemplate: { spec: { containers } }, ...rest };
}

const VLLM = { command: ["python3", "-m", "dynamo.vllm"], args: ["--model", "org/a"] };

describe("metadata", () => {
  test.each(["prefill", "decode"])(
    "a %s is its own sub-type in either version (conversion to v1alpha1 and back)",
    (type) => {
      const [beta] = deriveGraph([component("W", type)]);
      const old = { apiVersion: "nvidia.com/v1alpha1", metadata: { name: "g" } };
      const [alpha] = derive("DynamoGraphDeployment", { ...old, spec: { services: { W: { componentType: type } } } });
      for (const pods of [beta, alpha]) {
        expect(objectAt(pods?.metadata ?? {}, "labels")).toMatchObject({
          "nvidia.com/dynamo-component-type": type,
          "nvidia.com/dynamo-sub-component-type": type,
        });
      }
    },
  );

  test("only Grove's pods name the operator that created their graph (GetDCDKubeAnnotations)", () => {
    const origin = { "nvidia.com/dynamo-operator-origin-version": "1.5.0" };
    const [grove] = deriveGraph([component("W", "worker")], { annotations: origin });
    const [plain] = deriveGraph([component("W", "worker")], {
      annotations: { ...origin, ...ON_DEPLOYMENTS.annotations },
    });
    expect(objectAt(grove?.metadata ?? {}, "annotations")).toEqual({
      ...origin,
      "nvidia.com/dynamo-discovery-backend": "kubernetes",
    });
    expect(plain?.metadata).not.toHaveProperty("annotations");
  });

  test("a LeaderWorkerSet replaces the selector by a role (generateLeaderPodTemplateSpec)", () => {
    const [leader, worker] = deriveGraph([component("W", "worker", { multinode: {} })], ON_DEPLOYMENTS);
    const [one] = deriveGraph([component("W", "worker")], ON_DEPLOYMENTS);
    expect([leader, worker].map((pods) => objectAt(pods?.metadata ?? {}, "labels")["role"])).toEqual([
      "leader",
      "worker",
    ]);
    expect(objectAt(leader?.metadata ?? {}, "labels")).not.toHaveProperty(["nvidia.com/selector"]);
    expect(objectAt(one?.metadata ?? {}, "labels")).toMatchObject({ "nvidia.com/selector": "g-w" });
  });

  test("labels and annotations of a v1alpha1 service reach the pod, but choose no executor (shared_spec_conversion)", () => {
    const executor = { "nvidia.com/vllm-distributed-executor-backend": "ray" };
    const service = {
      componentType: "worker",
      multinode: { nodeCount: 2 },
      annotations: { ...executor, mine: "a" },
      labels: { mine: "l" },
      extraPodSpec: {
        mainContainer: {
          command: ["python3", "-m", "dynamo.vllm"],
          args: ["--model", "org/a", "--tensor-parallel-size", "16"],
          resources: { limits: { "nvidia.com/gpu": "8" } },
        },
      },
    };
    const old = { apiVersion: "nvidia.com/v1alpha1", metadata: { name: "g" } };
    const [leader] = derive("DynamoGraphDeployment", { ...old, spec: { services: { W: service } } });
    expect(leader?.metadata).toMatchObject({ labels: { mine: "l" }, annotations: { mine: "a", ...executor } });
    expect(leader?.main["args"]).toEqual(expect.arrayContaining(["--distributed-executor-backend", "mp"]));
  });
});

describe("defaults by type", () => {
  test("a frontend has the prefix of its namespace, and a component's pods the graph's account", () => {
    const [frontend] = deriveGraph([component("F", "frontend")]);
    expect(frontend?.env).toMatchObject({ DYN_NAMESPACE_PREFIX: "k-g", DYN_HTTP_PORT: "8000" });
    expect(frontend?.spec).toMatchObject({ restartPolicy: "Always", serviceAccountName: "g-k8s-service-discovery" });
  });

  test("an endpoint picker runs its image's command beside a cache of its own (EPPDefaults)", () => {
    const [epp] = deriveGraph([component("E", "epp")]);
    expect(epp?.main).not.toHaveProperty("command");
    expect(epp?.spec).toMatchObject({
      serviceAccountName: "epp-serviceaccount",
      terminationGracePeriodSeconds: 130,
      volumes: expect.arrayContaining([{ name: "hf-cache", emptyDir: {} }]),
    });
    expect(objectsAt(epp?.main ?? {}, "volumeMounts")).toContainEqual({
      name: "hf-cache",
      mountPath: "/home/nonroot/.cache",
    });
  });

  test("a planner has its account and port (PlannerDefaults)", () => {
    const [planner] = deriveGraph([component("P", "planner")]);
    expect(planner?.spec).toMatchObject({ serviceAccountName: "planner-serviceaccount" });
    expect(planner?.env).toMatchObject({ PLANNER_PROMETHEUS_PORT: "9085" });
  });

  test("discovery by etcd takes the variable, the labels and the account away (IsK8sDiscoveryEnabled)", () => {
    const [pods] = deriveGraph([component("W", "worker")], {
      annotations: { "nvidia.com/dynamo-discovery-backend": "etcd" },
    });
    expect(pods?.names).not.toContain("DYN_DISCOVERY_BACKEND");
    expect(pods?.spec).not.toHaveProperty("serviceAccountName");
    expect(objectAt(pods?.metadata ?? {}, "labels")).not.toHaveProperty(["nvidia.com/dynamo-discovery-enabled"]);
  });

  test("discovery by container names the container (getCommonContainer)", () => {
    const [pods] = deriveGraph([component("W", "worker")], {
      annotations: { "nvidia.com/dynamo-kube-discovery-mode": "container" },
    });
    expect(pods?.env).toMatchObject({ CONTAINER_NAME: "main", DYN_KUBE_DISCOVERY_MODE: "container" });
  });
});

describe("a component by itself", () => {
  const LWS = {
    metadata: { name: "lone" },
    spec: { name: "decode", type: "decode", replicas: 2, multinode: { nodeCount: 2 }, backendFramework: "vllm" },
  };

  test("is its own graph, without the graph's label, and keeps Ray (OperatorOriginFeatureGate)", () => {
    const [leader] = derive("DynamoComponentDeployment", LWS);
    const labels = objectAt(leader?.metadata ?? {}, "labels");
    expect(labels).not.toHaveProperty(["nvidia.com/dynamo-graph-deployment-name"]);
    expect(labels).toMatchObject({ "nvidia.com/dynamo-namespace": "k-lone", role: "leader" });
    expect(leader?.env).toMatchObject({ DYN_PARENT_DGD_K8S_NAME: "lone" });
    expect(leader?.names).not.toContain("VLLM_NIXL_SIDE_CHANNEL_HOST");
  });

  test("gives its pods its own labels, and its dynamo namespace by them (GetDCDKubeLabels)", () => {
    const labels = { team: "a", "nvidia.com/dynamo-namespace": "k-other" };
    const [pods] = derive("DynamoComponentDeployment", { ...LWS, metadata: { name: "lone", labels } });
    expect(objectAt(pods?.metadata ?? {}, "labels")).toMatchObject(labels);
    expect(pods?.env).toMatchObject({ DYN_NAMESPACE: "k-lone" });
  });
});

describe("vLLM over several nodes", () => {
  const worker = component("W", "worker", {
    multinode: { nodeCount: 2 },
    main: {
      ...VLLM,
      args: [...VLLM.args, "--tensor-parallel-size", "16"],
      resources: { limits: { "nvidia.com/gpu": "8" } },
    },
  });
  const usesRay = (metadata: JsonObject): boolean => {
    const [leader] = derive("DynamoGraphDeployment", {
      metadata: { name: "g", ...metadata },
      spec: { components: [worker] },
    });
    return JSON.stringify(leader?.main).includes("ray start");
  };

  test.each([
    ["a new graph", {}, false],
    ["a graph that the API server has without the operator's mark", { uid: "1" }, true],
    ["operator 0.9.1", { annotations: { "nvidia.com/dynamo-operator-origin-version": "0.9.1" } }, true],
    ["a candidate of 1.0.0", { annotations: { "nvidia.com/dynamo-operator-origin-version": "1.0.0-rc1" } }, true],
    ["operator 1.0.0", { annotations: { "nvidia.com/dynamo-operator-origin-version": "v1.0.0" } }, false],
    ["what is not a version", { annotations: { "nvidia.com/dynamo-operator-origin-version": "main" } }, true],
  ])("%s: Ray %o", (_, metadata, expected) => {
    expect(usesRay(metadata as JsonObject)).toBe(expected);
  });

  test("ranks wait for their leader whatever stands between the flag and mp (containerCommandLineHasArg)", () => {
    const main = { args: ["python3 -m dynamo.vllm --model org/a --distributed-executor-backend\n  mp"] };
    const [, rank] = deriveGraph([component("W", "worker", { multinode: {}, main })]);
    expect(objectsAt(rank?.spec ?? {}, "initContainers").map(({ name }) => name)).toEqual(["wait-for-leader-mp"]);
    // Grove gives its variables to init containers, too.
    expect(JSON.stringify(objectsAt(rank?.spec ?? {}, "initContainers"))).toContain("GROVE_PCSG_NAME");
  });

  test("a LeaderWorkerSet's variables come first, so that all others may use them (addEnvVarsIfNotExists)", () => {
    const [leader] = deriveGraph([worker], ON_DEPLOYMENTS);
    expect(leader?.names.slice(0, 3)).toEqual(["LWS_LEADER_ADDRESS", "LWS_GROUP_SIZE", "LWS_WORKER_INDEX"]);
  });
});

test("TensorRT-LLM's leader quotes each word of a Python command, and uses the HOME of its variables", () => {
  const main = {
    command: ["python3", "-m", "dynamo.trtllm"],
    args: ["--model-path", "org/a", "--override-engine-args", '{"a": 1}'],
    resources: { limits: { "nvidia.com/gpu": "8" } },
  };
  const [leader] = deriveGraph([component("W", "worker", { multinode: { nodeCount: 2 }, main })]);
  const script = String(leader?.main["args"]);
  expect(script).toContain(
    String.raw`trtllm-llmapi-launch python3 -m dynamo.trtllm --model-path org/a --override-engine-args "{\"a\": 1}"'`,
  );
  expect(script).toMatch(/^mkdir -p \$HOME\/\.ssh && /);
  expect(script).not.toContain("~/");
  expect(script).toContain(`mpirun $([ "$(id -u)" = "0" ] && echo --allow-run-as-root) --oversubscribe -n 16`);
});

describe("volumes", () => {
  test("come in the order of main's mounts, then the others (appendMissingPVCVolumesForMounts)", () => {
    const podTemplate = {
      spec: {
        volumes: [
          { name: "b", emptyDir: {} },
          { name: "unused", emptyDir: {} },
          { name: "a", emptyDir: {} },
        ],
        containers: [
          {
            name: "main",
            volumeMounts: [
              { name: "a", mountPath: "/a" },
              { name: "claim", mountPath: "/c" },
              { name: "b", mountPath: "/b" },
            ],
          },
        ],
      },
    };
    const [pods] = deriveGraph([{ name: "W", type: "worker", podTemplate }]);
    const names = objectsAt(pods?.spec ?? {}, "volumes").map(({ name }) => name);
    expect(names).toEqual(["a", "claim", "b", "shared-memory", "unused"]);
  });

  test("the mounts of a v1alpha1 service follow those of its main container (mergeExtraPodSpecMainContainer)", () => {
    const service = {
      componentType: "worker",
      volumeMounts: [{ name: "cache", mountPoint: "/cache" }],
      extraPodSpec: { mainContainer: { volumeMounts: [{ name: "data", mountPath: "/data" }] } },
    };
    const old = { apiVersion: "nvidia.com/v1alpha1", metadata: { name: "g" } };
    const [pods] = derive("DynamoGraphDeployment", { ...old, spec: { services: { W: service } } });
    expect(objectsAt(pods?.main ?? {}, "volumeMounts").map(({ mountPath }) => mountPath)).toEqual([
      "/data",
      "/cache",
      "/dev/shm",
    ]);
  });
});

describe("the GPU memory service", () => {
  const resources = { limits: { "nvidia.com/gpu": "2", memory: "1Gi" } };
  const main = { ...VLLM, resources };

  test("in the pod: a native sidecar after the user's init containers, and one claim for all (EnsureServerSidecar)", () => {
    const experimental = { gpuMemoryService: { mode: "IntraPod" } };
    const [pods] = deriveGraph([component("W", "worker", { main, experimental })]);
    const [server] = objectsAt(pods?.spec ?? {}, "initContainers");
    expect(server).toMatchObject({
      name: "gms-server",
      restartPolicy: "Always",
      command: ["python3", "-m", "gpu_memory_service.cli.server"],
    });
    expect(pods?.main["resources"]).toEqual({ limits: { memory: "1Gi" }, claims: [{ name: "intrapod-shared-gpu" }] });
    expect(pods?.env).toMatchObject({ GMS_SOCKET_DIR: "/gms-intrapod-control" });
    expect(pods?.spec).toMatchObject({
      resourceClaims: [{ name: "intrapod-shared-gpu", resourceClaimTemplateName: "g-w-gpu" }],
      tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
    });
  });

  test("with failover: two engines that share it, with a lock and ports of their own (buildFailoverPod)", () => {
    const experimental = { gpuMemoryService: {}, failover: {} };
    const [pods] = deriveGraph([component("W", "worker", { main, experimental })]);
    const standby = Object.fromEntries(
      objectsAt(pods?.others[0] ?? {}, "env").map((each) => [String(each["name"]), textAt(each, "value")]),
    );
    expect([pods?.main["name"], pods?.others[0]?.["name"]]).toEqual(["engine-0", "engine-1"]);
    expect(pods?.main["args"]).toEqual(VLLM.args);
    expect(pods?.others[0]?.["args"]).toEqual([...VLLM.args, "--master-port", "29600"]);
    expect(standby).toMatchObject({
      ENGINE_ID: "1",
      FAILOVER_LOCK_PATH: "/gms-intrapod-control/failover.lock",
      GMS_SOCKET_DIR: "/gms-intrapod-control",
      DYN_VLLM_GMS_SHADOW_MODE: "true",
      DYN_FORWARDPASS_METRIC_PORT: "20381",
    });
  });

  test.each([
    ["words", ["--model", "org/a", "--master-port", "7000"], ["--model", "org/a", "--master-port", "7100"]],
    ["a script", ["python3 -m dynamo.vllm --master-port 7000 -x"], ["python3 -m dynamo.vllm --master-port 7100 -x"]],
  ])("a stated port is moved for the standby engine: %s (staggerFlagValue)", (_, args, expected) => {
    const experimental = { gpuMemoryService: {}, failover: {} };
    const command = args.length === 1 ? ["sh", "-c"] : VLLM.command;
    const [pods] = deriveGraph([component("W", "worker", { main: { command, args }, experimental })], {
      backendFramework: "vllm",
    });
    expect(pods?.others[0]?.["args"]).toEqual(expected);
  });

  test("in pods of its own: a server for each rank, and engines that load from it (expandRolesForComponent)", () => {
    const experimental = {
      gpuMemoryService: { mode: "InterPod" },
      failover: { mode: "InterPod", numShadows: 2 },
    };
    const args = [...VLLM.args, "--tensor-parallel-size", "4"];
    const worker = component("W", "worker", {
      main: { ...main, args },
      multinode: { nodeCount: 2 },
      replicas: 3,
      experimental,
    });
    const [server, leader, rank] = deriveGraph([worker]);
    expect([server, leader, rank].map((pods) => [pods?.role, pods?.count])).toEqual([
      ["memory-server", 6],
      ["leader", 9],
      ["worker", 9],
    ]);
    expect(server?.main).toMatchObject({ command: ["bash", "-c"], resources: { limits: { memory: "1Gi" } } });
    expect(String(server?.main["args"])).toContain("python3 -m gpu_memory_service.cli.server &");
    expect(objectAt(server?.metadata ?? {}, "labels")).toMatchObject({ "grove.io/podclique": "g-0-w-0-w-gms-0" });
    expect(objectAt(server?.metadata ?? {}, "labels")).not.toHaveProperty(["nvidia.com/dynamo-discovery-enabled"]);
    // The rank is known, so no shell is needed; the leader is the pod of the same index.
    const host = "$(GROVE_PCSG_NAME)-$(GROVE_PCSG_INDEX)-w-ldr-$(GROVE_PCLQ_POD_INDEX).$(GROVE_HEADLESS_SERVICE)";
    expect(rank?.main["args"]).toEqual([
      ...args,
      ...["--load-format", "gms", "--distributed-executor-backend", "mp", "--nnodes", "2", "--master-addr", host],
      ...["--master-port", "29500", "--node-rank", "1", "--headless"],
    ]);
    expect(leader?.spec).toMatchObject({ restartPolicy: "Never" });
    expect(leader?.names).not.toContain("DYN_SYSTEM_USE_ENDPOINT_HEALTH_STATUS");
    expect(objectsAt(leader?.spec ?? {}, "initContainers").map(({ name }) => name)).toEqual(["fix-gms-perms"]);
  });
});

test("a policy for KV transfer gives workers its variables and the file with their topology", () => {
  const kvTransferPolicy = { labelKey: "topology/zone", domain: "zone", preferredWeight: 0.5 };
  const [frontend, worker] = deriveGraph([component("F", "frontend"), component("W", "worker")], {
    experimental: { kvTransferPolicy },
  });
  expect(worker?.env).toMatchObject({
    DYN_KV_TRANSFER_DOMAIN: "zone",
    DYN_KV_TRANSFER_ENFORCEMENT: "required",
    DYN_KV_TRANSFER_PREFERRED_WEIGHT: "0.5",
  });
  expect(objectsAt(worker?.spec ?? {}, "volumes")).toContainEqual({
    name: "topology-labels",
    downwardAPI: { items: [{ path: "zone", fieldRef: { fieldPath: "metadata.labels['topology/zone']" } }] },
  });
  expect(frontend?.names).not.toContain("DYN_KV_TRANSFER_DOMAIN");
});

test("a graph's long name is cut with a hash for Grove's resources (PCSNameForDGD)", () => {
  const name = "a-graph-whose-name-is-too-long-for-grove";
  const [pods] = derive("DynamoGraphDeployment", {
    metadata: { name },
    spec: { components: [component("decode", "worker")] },
  });
  // FNV-1a of the name ends with a299; 45 - 6 - 5 characters of the name are kept.
  expect(pods?.env).toMatchObject({ GROVE_PCS_NAME: `${name.slice(0, 34)}-a299` });
});

test("a hostile number of nodes costs no more than the graph's size", () => {
  const huge = { multinode: { nodeCount: Number.MAX_SAFE_INTEGER } };
  const main = { command: ["python3", "-m", "dynamo.trtllm"], args: ["--model", "org/a"] };
  const pods = deriveGraph([component("W", "worker", { ...huge, main })]);
  expect(pods.map(({ role }) => role)).toEqual(["leader", "worker"]);
});
