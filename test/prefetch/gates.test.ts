import { describe, expect, it } from "vitest";
import type { ModelStatus } from "../../src/deployment/model-express-status.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { type GatedPod, readGatedPod } from "../../src/prefetch/actual/gated-pod.ts";
import { describeOverdueGate, judgeGates } from "../../src/prefetch/judge-gates.ts";
import { at, NOW, ready } from "./facts.ts";

function gated(name: string, change: Partial<GatedPod> = {}): GatedPod {
  return {
    namespace: "inference",
    name,
    uid: name,
    instance: "inference/server",
    models: ["org/a"],
    createdAt: NOW,
    deadlineSeconds: 3600,
    gang: undefined,
    isGangIncomplete: false,
    ...change,
  };
}

function judge(
  pods: readonly GatedPod[],
  models: readonly ModelStatus[],
  change: { seconds?: number; refused?: string } = {},
) {
  const refusals = new Map(change.refused === undefined ? [] : [[change.refused, "quota"]]);
  const { removals, pause } = judgeGates({ pods, models, refusals, now: NOW + 1000 * (change.seconds ?? 0) });
  return { removals: removals.map(({ pod, why }) => `${pod.name} ${why}`), pause };
}

const failed: ModelStatus = { name: "org/a", phase: "Failed", attempts: 1 };
const downloading: ModelStatus = { name: "org/a", phase: "Downloading" };

describe("a pod with a scheduling gate", () => {
  it("waits until each of its models is in the cache", () => {
    const pod = gated("a", { models: ["org/a", "org/b@v1"] });

    expect(judge([pod], [])).toEqual({ removals: [], pause: 3_600_000 });
    expect(judge([pod], [ready("org/a"), ready("org/b")]).removals).toEqual([]);
    expect(judge([pod], [ready("org/a"), ready("org/b", { revision: "v1" })]).removals).toEqual(["a cached"]);
  });

  it("stops waiting when a pull failed or cannot begin", () => {
    expect(judge([gated("a")], [downloading]).removals).toEqual([]);
    expect(judge([gated("a")], [failed]).removals).toEqual(["a failed"]);
    expect(judge([gated("a")], [], { refused: "org/a" }).removals).toEqual(["a failed"]);
    expect(judge([gated("a")], [failed, ready("org/b")], { refused: "org/c" }).removals).toEqual(["a failed"]);
    expect(judge([gated("a", { models: ["org/b"] })], [failed, ready("org/b")]).removals).toEqual(["a cached"]);
  });

  it("waits for no longer than its pull may take", () => {
    const pod = gated("a", { deadlineSeconds: 60 });

    expect(judge([pod], [downloading], { seconds: 59 })).toEqual({ removals: [], pause: 1000 });
    expect(judge([pod], [downloading], { seconds: 60 })).toEqual({ removals: ["a deadline"], pause: undefined });
  });

  it("waits for the models of its whole gang, and until the gang is complete", () => {
    const gang = { gang: "inference/g" };
    const [a, b] = [gated("a", gang), gated("b", { ...gang, models: ["org/b"] })];

    expect(judge([a, b, gated("c")], [ready("org/a")]).removals).toEqual(["c cached"]);
    expect(judge([a, b], [ready("org/a"), ready("org/b")]).removals).toEqual(["a cached", "b cached"]);
    const incomplete = { ...b, isGangIncomplete: true };
    expect(judge([a, incomplete], [ready("org/a"), ready("org/b")]).removals).toEqual([]);
    expect(judge([a, incomplete], [failed, ready("org/b")]).removals).toEqual(["a failed", "b failed"]);
  });

  it("of a gang waits for 12 minutes at most, because Grove terminates an unavailable gang after 15", () => {
    const pod = gated("a", { gang: "inference/g" });

    expect(judge([pod], [downloading], { seconds: 719 }).removals).toEqual([]);
    expect(judge([pod], [downloading], { seconds: 720 }).removals).toEqual(["a deadline"]);
  });
});

it("that is held beyond its deadline is a problem, unless a controller may still remove it", () => {
  const pod = gated("a", { deadlineSeconds: 60 });

  expect(describeOverdueGate(pod, NOW + 179_000)).toBeUndefined();
  expect(describeOverdueGate(pod, NOW + 180_000)).toContain("no controller removes it");
});

const STATUS = "modelexpress.nvidia.com/status";

function stored(
  change: { status?: string; gates?: readonly string[]; labels?: JsonObject; deleted?: boolean } = {},
): JsonObject {
  const status = change.status ?? JSON.stringify({ models: ["org/a", "org/a"], gate: "inference/server" });
  return {
    metadata: {
      namespace: "inference",
      name: "worker-1",
      uid: "7",
      creationTimestamp: at(0),
      annotations: { [STATUS]: status },
      labels: change.labels ?? {},
      ...(change.deleted ? { deletionTimestamp: at(1) } : {}),
    },
    spec: {
      schedulingGates: (change.gates ?? ["modelexpress.nvidia.com/models"]).map((name) => ({ name })),
      initContainers: [{ name: "model-express-pull", env: [{ name: "MX_PULL_TIMEOUT", value: "90" }] }],
    },
  };
}

describe("reading a gated pod", () => {
  it("yields its models, instance and deadline", () => {
    expect(readGatedPod(stored())).toEqual({
      ...gated("worker-1", { uid: "7", deadlineSeconds: 90 }),
      models: ["org/a"],
    });
  });

  it("knows Grove's gang, and whether it is complete", () => {
    const labels = { "grove.io/podgang": "g-0" };
    const gates = ["grove.io/podgang-pending-creation", "modelexpress.nvidia.com/models"];

    expect(readGatedPod(stored({ labels, gates }))).toMatchObject({ gang: "inference/g-0", isGangIncomplete: true });
    expect(readGatedPod(stored({ labels }))).toMatchObject({ gang: "inference/g-0", isGangIncomplete: false });
  });

  it("ignores pods without our gate and pods being deleted", () => {
    expect(readGatedPod(stored({ gates: ["kueue.x-k8s.io/admission"] }))).toBeUndefined();
    expect(readGatedPod(stored({ gates: [] }))).toBeUndefined();
    expect(readGatedPod(stored({ deleted: true }))).toBeUndefined();
  });

  it.each([
    "",
    "{",
    "[]",
    '{"models":["org/a"]}',
    '{"gate":"../x","models":[]}',
    '{"gate":"a/b/c","models":[]}',
    '{"gate":"a/b","models":["../../x"]}',
    '{"gate":"a/b","models":["$(reboot)"]}',
    '{"gate":"a/b","models":["-o"]}',
    `{"gate":"a/b","models":["${"x".repeat(401)}"]}`,
    `{"gate":"a/b","models":[],"x":"${"x".repeat(70_000)}"}`,
  ])("waits for nothing if its annotation is not one of ours: %s", (status) => {
    expect(readGatedPod(stored({ status }))).toMatchObject({ instance: undefined, models: [] });
  });
});
