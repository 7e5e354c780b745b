import type { ActualObject } from "../../src/deployment/actual/actual-object.ts";
import type { ActualState } from "../../src/deployment/actual/actual-state.ts";
import type { Claim } from "../../src/deployment/actual/claim.ts";
import type { Workload } from "../../src/deployment/actual/workload.ts";
import {
  type DeployedModelExpress,
  type ModelExpress,
  readModelExpress,
  withImage,
} from "../../src/deployment/model-express.ts";
import type { ModelExpressStatus } from "../../src/deployment/model-express-status.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { SERVER_IMAGE } from "../../src/model-express/server-image.ts";

/** A `ModelExpress` as the API server returns it, with the configured image. */
export function declare(spec: object = {}, status: ModelExpressStatus = {}): DeployedModelExpress {
  const metadata = {
    namespace: "inference",
    name: "server",
    uid: "own",
    generation: 3,
    creationTimestamp: "2026-01-02",
  };
  const declared = { dynamoNamespace: "graph", pvc: { name: "models" }, ...spec };
  return withImage(readValid({ metadata, spec: declared, status } as JsonObject), SERVER_IMAGE);
}

export function readValid(object: JsonObject): ModelExpress {
  const instance = readModelExpress(object);
  if (instance === undefined || !("spec" in instance)) throw new Error(instance?.problem ?? "it is being deleted");
  return instance;
}

const actual: ActualObject = { uid: "1", version: "10", owner: "own", instance: "server", fields: "" };

/** A bound claim of the instance, with some changes. */
export function actualClaim(change: Partial<Claim> = {}): Claim {
  const bound = {
    isEnding: false,
    phase: "Bound",
    storageClass: "fast",
    accessModes: ["ReadWriteMany"],
    size: "10Gi",
    capacity: "10Gi",
  };
  return { ...actual, ...bound, ...change };
}

/** The Deployment of a serving instance, with some changes. */
export function actualWorkload(change: Partial<Workload> = {}): Workload {
  return { ...actual, isObserved: true, isAvailable: true, refusal: undefined, ...change };
}

/** A serving instance, with some changes. */
export function actualState(change: Partial<ActualState> = {}): ActualState {
  return {
    serviceAccount: actual,
    service: actual,
    workload: actualWorkload(),
    claim: actualClaim(),
    storageClass: { name: "fast", isDefault: false, canExpand: false, waitsForPod: false },
    pods: [],
    rivals: [],
    sharer: undefined,
    ...change,
  };
}
