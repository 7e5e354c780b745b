import { describe, expect, it } from "vitest";
import type { ActualState } from "../../src/deployment/actual/actual-state.ts";
import type { PodTrouble, ServerPod } from "../../src/deployment/actual/workload.ts";
import { readModelExpress } from "../../src/deployment/model-express.ts";
import type { ModelExpressStatus } from "../../src/deployment/model-express-status.ts";
import { type Problem, REASONS } from "../../src/deployment/status/reason.ts";
import { computeInvalidStatus, computeStatus } from "../../src/deployment/status/status.ts";
import type { Instance } from "../../src/model-express/instance.ts";
import { actualClaim, actualState, actualWorkload, declare } from "./declare.ts";

const now = "2026-01-03T00:00:00Z";
const create = { pvc: { name: "models", create: true, size: "10Gi" } };
const starting = actualWorkload({ isAvailable: false });

interface Case {
  /** `Type=Status Reason` of each of the three relevant conditions. */
  readonly expected: readonly string[];
  readonly spec?: object;
  readonly change?: Partial<ActualState>;
  readonly problems?: readonly Problem[];
  readonly differences?: readonly string[];
  /** A part of Ready's message. */
  readonly says: string;
}

function pod(change: Partial<ServerPod> = {}): ServerPod {
  const rest = { namespace: "inference", instance: "server", createdAt: "", isEnding: false, trouble: undefined };
  return { name: "server-1", ...rest, ...change };
}

function troubled(reason: PodTrouble["reason"]): Partial<ActualState> {
  return { workload: starting, pods: [pod({ trouble: { reason, message: "the kubelet's words" } })] };
}

function rival(name: string, createdAt: string): Instance {
  const rest = {
    namespace: "inference",
    scope: "graph",
    port: 8001,
    claimSubPath: "",
    imagePullSecrets: [],
    weights: "files" as const,
    isReadOnly: false,
  };
  return { name, createdAt, ...rest };
}

const cases: Readonly<Record<string, Case>> = {
  "all is well": {
    expected: ["ClaimReady=True ClaimBound", "Available=True Serving", "Ready=True Ready"],
    says: "pods of dynamo namespace graph get it",
  },
  "it serves everybody": {
    spec: { dynamoNamespace: "global" },
    expected: ["Ready=True Ready"],
    says: "pods of every dynamo namespace get it",
  },
  "there is no claim": {
    change: { claim: undefined },
    expected: ["ClaimReady=False ClaimNotFound", "Ready=False ClaimNotFound"],
    says: "claim models does not exist; create it, or set pvc.create: true and pvc.size",
  },
  "the claim is about to be made": {
    spec: create,
    change: { claim: undefined, workload: undefined },
    expected: ["ClaimReady=False ClaimPending", "Available=False Progressing", "Ready=False ClaimPending"],
    says: "claim models is being created",
  },
  "the claim waits": {
    change: { claim: actualClaim({ phase: "Pending" }), workload: starting },
    expected: ["ClaimReady=False ClaimPending", "Ready=False ClaimPending"],
    says: "claim models waits for its volume",
  },
  "the claim waits for a pod": {
    change: {
      claim: actualClaim({ phase: "Pending" }),
      storageClass: { name: "fast", isDefault: false, canExpand: false, waitsForPod: true },
    },
    expected: ["Ready=False ClaimPending"],
    says: "claim models waits for the server's pod",
  },
  "the claim waits for a pod that no node takes": {
    change: {
      claim: actualClaim({ phase: "Pending" }),
      storageClass: { name: "fast", isDefault: false, canExpand: false, waitsForPod: true },
      ...troubled("Unschedulable"),
    },
    expected: ["ClaimReady=False ClaimPending", "Available=False Unschedulable", "Ready=False Unschedulable"],
    says: "pod server-1: the kubelet's words",
  },
  "the claim waits for a pod that is refused": {
    change: {
      claim: actualClaim({ phase: "Pending" }),
      storageClass: { name: "fast", isDefault: false, canExpand: false, waitsForPod: true },
      workload: actualWorkload({ isAvailable: false, refusal: "exceeded quota" }),
    },
    expected: ["ClaimReady=False ClaimPending", "Ready=False PodsRefused"],
    says: "exceeded quota",
  },
  "the claim waits for a pod that starts": {
    change: {
      claim: actualClaim({ phase: "Pending" }),
      storageClass: { name: "fast", isDefault: false, canExpand: false, waitsForPod: true },
      workload: starting,
      pods: [pod()],
    },
    expected: ["Ready=False ClaimPending"],
    says: "claim models waits for the server's pod",
  },
  "the claim waits for a volume without a class": {
    change: { claim: actualClaim({ phase: "Pending", storageClass: "" }), storageClass: undefined },
    expected: ["Ready=False ClaimPending"],
    says: "claim models waits for its volume",
  },
  "its class is not there": {
    change: { claim: actualClaim({ phase: "Pending" }), storageClass: undefined },
    differences: ["its class is fast, not slow"],
    expected: ["ClaimReady=False StorageClassNotFound", "Ready=False StorageClassNotFound"],
    says: "there is no StorageClass fast; its class is fast, not slow; delete it, and the controller recreates it",
  },
  "there is no default class": {
    change: { claim: actualClaim({ phase: "Pending", storageClass: undefined }), storageClass: undefined },
    expected: ["Ready=False StorageClassNotFound"],
    says: "set pvc.storageClass",
  },
  "its volume is gone": {
    change: { claim: actualClaim({ phase: "Lost" }) },
    expected: ["ClaimReady=False ClaimLost", "Ready=False ClaimLost"],
    says: "is gone",
  },
  "the claim is being deleted": {
    change: { claim: actualClaim({ isEnding: true }) },
    expected: ["ClaimReady=False ClaimTerminating", "Available=True Serving", "Ready=False ClaimTerminating"],
    says: "kubectl describe pvc models -n inference lists under Used By; then create it again",
  },
  "the claim that it made is being deleted": {
    spec: create,
    change: { claim: actualClaim({ isEnding: true }) },
    expected: ["Ready=False ClaimTerminating"],
    says: "Used By; then the controller creates it again, without its models",
  },
  "the claim is refused": {
    spec: create,
    change: { claim: undefined },
    problems: [{ kind: "PersistentVolumeClaim", reason: "Refused", message: "403: exceeded quota" }],
    expected: ["ClaimReady=False ClaimRefused", "Ready=False ClaimRefused"],
    says: "403: exceeded quota",
  },
  "the claim differs": {
    differences: ["its size is 5Gi, not 10Gi"],
    expected: ["ClaimReady=True ClaimDiffers", "Ready=True Ready"],
    says: "get it",
  },
  "the claim may not grow": {
    problems: [{ kind: "PersistentVolumeClaim", reason: "Refused", message: "403: exceeded quota" }],
    expected: ["ClaimReady=True ClaimDiffers", "Available=True Serving", "Ready=True Ready"],
    says: "get it",
  },
  "the claim grows": {
    change: { claim: actualClaim({ size: "20Gi" }) },
    expected: ["ClaimReady=True ClaimGrowing", "Ready=True Ready"],
    says: "get it",
  },
  "another one has its models there": {
    change: { sharer: { ...declare(), name: "older" } },
    expected: ["ClaimReady=False CacheShared", "Available=False CacheShared", "Ready=False CacheShared"],
    says: "ModelExpress older, which is older, has its cache in claim models too",
  },
  "its name is taken": {
    problems: [{ kind: "Service", reason: "NameTaken", message: "there is a Service server" }],
    expected: ["Available=False NameTaken", "Ready=False NameTaken"],
    says: "there is a Service server",
  },
  "an object is refused": {
    problems: [{ kind: "Deployment", reason: "Refused", message: "422: invalid" }],
    expected: ["Available=False Refused", "Ready=False Refused"],
    says: "422: invalid",
  },
  "its pods are refused": {
    change: { workload: actualWorkload({ isAvailable: false, refusal: "violates PodSecurity" }) },
    expected: ["Available=False PodsRefused", "Ready=False PodsRefused"],
    says: "violates PodSecurity",
  },
  "no node takes its pod": {
    change: troubled("Unschedulable"),
    expected: ["Available=False Unschedulable", "Ready=False Unschedulable"],
    says: "pod server-1: the kubelet's words",
  },
  "its image is not there": {
    change: troubled("ImageUnavailable"),
    expected: ["Available=False ImageUnavailable", "Ready=False ImageUnavailable"],
    says: "the kubelet's words",
  },
  "its configuration is wrong": {
    change: troubled("ContainerConfigError"),
    expected: ["Available=False ContainerConfigError", "Ready=False ContainerConfigError"],
    says: "the kubelet's words",
  },
  "it crashes": {
    change: troubled("Crashing"),
    expected: ["Available=False Crashing", "Ready=False Crashing"],
    says: "the kubelet's words",
  },
  "it starts": {
    change: { workload: starting, pods: [pod()] },
    expected: ["Available=False Progressing", "Ready=False Progressing"],
    says: "kubectl -n inference describe deployment server",
  },
  "the one before is ending": {
    change: { workload: starting, pods: [pod({ isEnding: true })] },
    expected: ["Available=False Progressing"],
    says: "the previous server, is terminating",
  },
  "the trouble is that of a pod which is ending": {
    change: {
      workload: starting,
      pods: [pod({ isEnding: true, createdAt: "2", trouble: { reason: "Crashing", message: "old" } }), pod()],
    },
    expected: ["Available=False Progressing"],
    says: "describe deployment server",
  },
  "an older one serves the same": {
    change: { rivals: [rival("server", "2026-01-02"), rival("elder", "2026-01-01")] },
    expected: ["ClaimReady=True ClaimBound", "Available=True Serving", "Ready=False OlderInstance"],
    says: "get Service elder, which is older",
  },
  "a younger one serves the same": {
    change: { rivals: [rival("junior", "2026-01-03"), rival("server", "2026-01-02")] },
    expected: ["Ready=True Ready"],
    says: "get it",
  },
};

function judge({ spec, change, problems = [], differences = [] }: Case): ModelExpressStatus {
  return computeStatus(declare(spec), { actual: actualState(change), problems, differences, now });
}

function textsOf({ conditions = [] }: ModelExpressStatus): string[] {
  return conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`);
}

describe("the status of a ModelExpress", () => {
  it.each(Object.entries(cases))("tells when %s", (_, example) => {
    const status = judge(example);

    expect(textsOf(status)).toEqual(expect.arrayContaining([...example.expected]));
    expect(status.conditions?.find(({ type }) => type === "Ready")?.message).toContain(example.says);
  });

  it("has a case for every reason", () => {
    const reasons = new Set(
      Object.values(cases).flatMap((each) => judge(each).conditions?.map(({ reason }) => reason)),
    );

    expect([...reasons, "InvalidSpec"].sort()).toEqual(Object.keys(REASONS).sort());
  });

  it("names the values given to pods once they exist", () => {
    expect(judge({ expected: [], says: "" })).toMatchObject({
      observedGeneration: 3,
      url: "http://server.inference.svc:8001",
      claim: "models",
    });
    expect(judge({ expected: [], says: "", change: { service: undefined } })).not.toHaveProperty("url");
  });

  it("keeps a condition's transition time when only the reason changes", () => {
    const before = judge({ expected: [], says: "", change: troubled("Crashing") });
    const later = computeStatus(declare({}, before), {
      actual: actualState({ ...troubled("ImageUnavailable") }),
      problems: [],
      differences: [],
      now: "2026-01-04T00:00:00Z",
    });

    expect(later.conditions?.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual([now, now, now]);
    const well = computeStatus(declare({}, later), {
      actual: actualState(),
      problems: [],
      differences: [],
      now: "2026-01-05T00:00:00Z",
    });
    expect(well.conditions?.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual([
      now,
      "2026-01-05T00:00:00Z",
      "2026-01-05T00:00:00Z",
    ]);
  });

  it("keeps the report on an older generation until the controller manager has observed the new one", () => {
    const before = judge({ expected: [], says: "" });
    const conditions = before.conditions?.map((condition) => ({ ...condition, observedGeneration: 2 })) ?? [];
    const workload = actualWorkload({ isObserved: false, isAvailable: false });
    const status = computeStatus(declare({}, { ...before, conditions }), {
      actual: actualState({ workload }),
      problems: [],
      differences: [],
      now,
    });

    expect(textsOf(status)).toContain("Available=True Serving");
    expect(status.observedGeneration).toBe(2);
    expect(status.conditions?.map(({ observedGeneration }) => observedGeneration)).toEqual([3, 2, 2]);
  });

  it.each(["toString", "OfAnotherVersion"])("does not keep the reason %s, which is none of ours", (reason) => {
    const before = judge({ expected: [], says: "" });
    const conditions = before.conditions?.map((condition) => ({ ...condition, reason })) ?? [];
    const workload = actualWorkload({ isObserved: false, isAvailable: false });
    const actual = actualState({ workload });
    const status = computeStatus(declare({}, { ...before, conditions }), {
      actual,
      problems: [],
      differences: [],
      now,
    });

    expect(textsOf(status)).toContain("Available=False Progressing");
  });

  it("reports the parts of a spec that are invalid", () => {
    const metadata = { namespace: "inference", name: "server", uid: "own", generation: 3 };
    const instance = readModelExpress({ metadata, spec: { dynamoNamespace: "graph", pvc: { name: "Models" } } });
    if (instance === undefined || "spec" in instance) throw new Error("it is valid");

    const status = computeInvalidStatus(instance, now);

    expect(textsOf(status)).toEqual(["ClaimReady", "Available", "Ready"].map((type) => `${type}=False InvalidSpec`));
    expect(status.conditions?.[0]?.message).toContain("spec.pvc.name");
  });
});
