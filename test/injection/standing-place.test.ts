import jsonPatch from "fast-json-patch";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import { type JsonObject, objectAt, objectsAt } from "../../src/kubernetes/json.ts";
import { arbitraryCluster } from "./arbitrary-pod.ts";
import { variable } from "./cache/reading.ts";

const cluster = arbitraryCluster();
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

function f(pod: JsonObject): JsonObject {
  const { operations } = mutatePod({ namespace: "ns", object: pod }, cluster, settings);
  const copy = structuredClone(pod);
  jsonPatch.applyPatch(copy, structuredClone(operations) as jsonPatch.Operation[], true);
  return copy;
}

/** A worker with a cache of its own. `args` follow its model. */
function worker(args: readonly string[] = []): JsonObject {
  return {
    metadata: { labels: { "nvidia.com/dynamo-component-type": "worker", "nvidia.com/dynamo-namespace": "d1" } },
    spec: {
      containers: [
        {
          name: "main",
          image: "runtime",
          command: ["python3", "-m", "dynamo.vllm"],
          args: ["--model", "org/model", ...args],
          env: [{ name: "HF_HOME", value: "/weights" }],
          volumeMounts: [{ name: "weights", mountPath: "/weights" }],
        },
      ],
      volumes: [{ name: "weights", persistentVolumeClaim: { claimName: "own" } }],
    },
  };
}

const draft = { name: "draft", image: "runtime", command: ["vllm", "serve", "org/draft"] };

/** Another webhook puts an engine without a cache of its own before the others. */
function withDraft(pod: JsonObject): JsonObject {
  const spec = objectAt(pod, "spec");
  return { ...pod, spec: { ...spec, containers: [draft, ...objectsAt(spec, "containers")] } };
}

function findContainer(pod: JsonObject, list: string, name: string): JsonObject {
  const found = objectsAt(objectAt(pod, "spec"), list).find((one) => one["name"] === name);
  if (found === undefined) throw new Error(`no ${name} in ${list}`);
  return found;
}

describe("an engine that comes after the pull, in front of the others,", () => {
  const pod = f(withDraft(f(worker())));
  const engine = findContainer(pod, "containers", "draft");

  test("reads the volume that the pull fills", () => {
    expect(engine["volumeMounts"]).toEqual([{ name: "weights", mountPath: "/model-express" }]);
    expect(variable(engine, "HF_HUB_CACHE")).toBe("/model-express/hub");
  });

  test("has its model pulled, and is offline", () => {
    expect(variable(findContainer(pod, "initContainers", "model-express-pull"), "MX_PULL_MODEL_1")).toBe("org/draft");
    expect(variable(engine, "HF_HUB_OFFLINE")).toBe("1");
  });

  test("has the pull vouch for what offline look-ups need, where the others are online", () => {
    const online = f(worker(["--enable-lora"]));
    expect(variable(findContainer(online, "initContainers", "model-express-pull"), "MX_PULL_OFFLINE")).toBeUndefined();
    const both = f(withDraft(online));
    expect(variable(findContainer(both, "initContainers", "model-express-pull"), "MX_PULL_OFFLINE")).toBe("true");
  });
});

test("a user who cannot write to the claim, given after the pull, does not make the claim a stream", () => {
  const shared = worker();
  const [main] = objectsAt(objectAt(shared, "spec"), "containers");
  const plain = { ...shared, spec: { containers: [{ ...main, env: [], volumeMounts: [] }] } };
  const once = f(plain);
  expect(variable(findContainer(once, "containers", "main"), "MODEL_EXPRESS_NO_SHARED_STORAGE")).toBeUndefined();
  const changed = { ...once, spec: { ...objectAt(once, "spec"), securityContext: { runAsUser: 2000 } } };
  expect(f(changed)).toEqual(changed);
});

test("the second call keeps the instance's claim, although an init container brings files to it", () => {
  const pod = worker();
  const [main] = objectsAt(objectAt(pod, "spec"), "containers");
  const once = f({
    ...pod,
    spec: {
      containers: [{ ...main, env: [], volumeMounts: [] }],
      initContainers: [
        {
          name: "datasets",
          image: "tools",
          command: ["hf", "download", "org/data"],
          volumeMounts: [{ name: "claim", mountPath: "/claim" }],
        },
      ],
      volumes: [{ name: "claim", persistentVolumeClaim: { claimName: "shared" } }],
    },
  });
  expect(variable(findContainer(once, "containers", "main"), "HF_HUB_CACHE")).toBe("/model-express/hub");
  expect(f(once)).toEqual(once);
});
