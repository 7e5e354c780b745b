import { describe, expect, test } from "vitest";
import type { InjectDecision } from "../../src/injection/decision.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { findMissCause } from "../../src/pod-outcome/missed.ts";
import { findTrouble, listEarlierEndings } from "../../src/pod-outcome/pod-state.ts";
import { shareIn } from "../../src/pod-outcome/unschedulable.ts";

describe("what keeps a pod from running", () => {
  test.each([
    ["nothing", {}, undefined],
    ["a running pod", { phase: "Running", containerStatuses: [{ name: "main", state: { running: {} } }] }, undefined],
    [
      "no node",
      {
        phase: "Pending",
        conditions: [
          {
            type: "PodScheduled",
            status: "False",
            reason: "Unschedulable",
            message: "0/3 nodes: 3 Insufficient nvidia.com/gpu.",
          },
        ],
      },
      "the pod waits for a node (Unschedulable): 0/3 nodes: 3 Insufficient nvidia.com/gpu.",
    ],
    [
      "eviction",
      { phase: "Failed", reason: "Evicted", message: "The node was low on resource: ephemeral-storage." },
      "the pod failed (Evicted): The node was low on resource: ephemeral-storage.",
    ],
    [
      "memory, the last time",
      {
        containerStatuses: [
          {
            name: "main",
            restartCount: 2,
            state: { running: {} },
            lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
          },
        ],
      },
      "container main ended with OOMKilled, code 137 (2 restarts)",
    ],
    [
      "an end without an error",
      { containerStatuses: [{ name: "main", state: { terminated: { exitCode: 0, reason: "Completed" } } }] },
      undefined,
    ],
  ])("%s", (_, status, trouble) => {
    expect(findTrouble({ status })?.text).toBe(trouble);
  });

  test("excludes earlier failures of containers that are ready again, which are separate", () => {
    const lastState = { terminated: { exitCode: 137, reason: "OOMKilled" } };
    const container = { name: "main", restartCount: 1, ready: true, state: { running: {} }, lastState };
    const pod = { status: { containerStatuses: [container] } };
    expect(findTrouble(pod)).toBeUndefined();
    expect(listEarlierEndings(pod)).toEqual(["container main ended with OOMKilled, code 137 (1 restart)"]);
  });

  test("is an unavailable image, or an init container of the user's", () => {
    const waiting = { waiting: { reason: "ImagePullBackOff", message: "not found" } };
    const main = { name: "main", restartCount: 0, state: { waiting: { reason: "PodInitializing" } } };
    const status = {
      initContainerStatuses: [{ name: "fetch", restartCount: 0, state: waiting }],
      containerStatuses: [main],
    };
    expect(findTrouble({ status })?.text).toBe("container fetch cannot start (ImagePullBackOff): not found");
  });

  test("is a scheduling gate, which may resolve by itself", () => {
    const conditions = [{ type: "PodScheduled", status: "False", reason: "SchedulingGated" }];
    const pod = { spec: { schedulingGates: [{ name: "grove.io/podgang-pending-creation" }] }, status: { conditions } };
    expect(findTrouble(pod)).toEqual({
      text: "the pod waits for its scheduling gate grove.io/podgang-pending-creation",
      isWaiting: true,
    });
  });
});

describe("the injector's part in a pod that finds no node", () => {
  const pull = (requests: object) => ({
    name: "model-express-pull",
    env: [{ name: "MX_PULL_TIMEOUT", value: "60" }],
    resources: { requests },
  });
  const main = { name: "main", resources: { limits: { cpu: "4", memory: "8Gi", "nvidia.com/gpu": "1" } } };
  const claim = { name: "model-express", persistentVolumeClaim: { claimName: "models" } };
  const podWith = (requests: object, volumes: object[] = []) =>
    ({ spec: { initContainers: [pull(requests)], containers: [main], volumes } }) as unknown as JsonObject;

  test.each<[string, object, string, boolean, RegExp]>([
    ["as much", { cpu: "4" }, "0/3 nodes: 3 Insufficient cpu.", false, /asks for no more cpu than the containers/],
    ["more", { memory: "8193Mi" }, "3 Insufficient memory.", true, /more memory than the containers: lower it by/],
    ["nothing of it", { cpu: "5" }, "3 Insufficient nvidia.com/gpu.", false, /no more nvidia.com\/gpu/],
  ])("the pull asks for %s", (_, requests, message, isCause, text) => {
    const share = shareIn(podWith(requests), message);
    expect(share?.isCause).toBe(isCause);
    expect(share?.text).toMatch(text);
  });

  test.each<[string, string, RegExp | undefined]>([
    ["its own claim", 'persistentvolumeclaim "models" not found', /volume model-express, which is claim models/],
    ["a claim of the user's", 'persistentvolumeclaim "data" not found', undefined],
    ["some claim", "pod has unbound immediate PersistentVolumeClaims", /claim models/],
    ["taints", "3 node(s) had untolerated taint {gpu: true}", undefined],
  ])("the scheduler names %s", (_, message, text) => {
    const share = shareIn(podWith({}, [claim]), message);
    if (text === undefined) expect(share).toBeUndefined();
    else expect(share).toMatchObject({ isCause: true, text: expect.stringMatching(text) as string });
  });

  test("a pod that was not injected is not attributed to the injector", () => {
    expect(shareIn({ spec: { containers: [main] } } as unknown as JsonObject, "3 Insufficient cpu.")).toBeUndefined();
  });
});

test("a pod created in the same second as its Service is explained by that, not by a missing label", () => {
  const createdAt = "2026-01-01T00:00:00Z";
  const decision = { found: { instance: { namespace: "k", name: "mx", createdAt } } } as unknown as InjectDecision;
  const cause = findMissCause({
    pod: { metadata: { creationTimestamp: createdAt } },
    namespaceLabels: {},
    decision,
    registration: "unknown",
  });
  expect(cause).toContain("created in the same second as Service k/mx");
});

describe("a container whose engine loads from peers through the injector", () => {
  const status = JSON.stringify({
    version: "1",
    config: "c",
    mode: "shared",
    from: "x",
    containers: ["main"],
    peers: ["main"],
  });
  const podThatEnded = (message: string | undefined, peers = true): JsonObject => ({
    metadata: {
      annotations: { "modelexpress.nvidia.com/status": peers ? status : status.replace(',"peers":["main"]', "") },
    },
    status: {
      containerStatuses: [
        {
          name: "main",
          restartCount: 3,
          state: { waiting: { reason: "CrashLoopBackOff" } },
          lastState: { terminated: { exitCode: 1, reason: "Error", ...(message === undefined ? {} : { message }) } },
        },
      ],
    },
  });

  test.each([
    [
      "ImportError: load_format 'modelexpress' requires the ModelExpress Python package.\n",
      "lacks Model Express's Python package",
    ],
    ["ImportError: it requires the 'modelexpress' package", "lacks Model Express's Python package"],
    ["ValueError: Unknown load format: modelexpress", "does not know the load format"],
    [
      "error: unrecognized arguments: --remote-instance-weight-loader-backend modelexpress",
      "too old to load from peers",
    ],
    ["OSError: [Errno 98] Address already in use: ('0.0.0.0', 5555)", "a port between peers is taken"],
    [undefined, "if its log says"],
  ])("%s", (message, cause) => {
    expect(findTrouble(podThatEnded(message))?.share).toContain(cause);
    expect(findTrouble(podThatEnded(message))?.share).toContain("weights: files");
  });

  test("is not blamed for other causes, nor for settings that the injector did not change", () => {
    expect(findTrouble(podThatEnded("CUDA out of memory"))?.share).toBeUndefined();
    expect(findTrouble(podThatEnded("requires the ModelExpress Python package", false))?.share).toBeUndefined();
  });
});
