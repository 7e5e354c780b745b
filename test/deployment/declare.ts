import type { Seen } from "../../src/deployment/actual/actual.ts";
import type { Claim } from "../../src/deployment/actual/claim.ts";
import type { Live } from "../../src/deployment/actual/live.ts";
import type { Workload } from "../../src/deployment/actual/workload.ts";
import { type ModelExpress, readModelExpress } from "../../src/deployment/model-express.ts";
import type { ModelExpressStatus } from "../../src/deployment/model-express-status.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";

/** A `ModelExpress` as the API server gives it. */
export function declare(spec: object = {}, status: ModelExpressStatus = {}): ModelExpress {
  const metadata = {
    namespace: "inference",
    name: "server",
    uid: "own",
    generation: 3,
    creationTimestamp: "2026-01-02",
  };
  const declared = { dynamoNamespace: "graph", pvc: { name: "models" }, ...spec };
  return readValid({ metadata, spec: declared, status } as JsonObject);
}

export function readValid(object: JsonObject): ModelExpress {
  const instance = readModelExpress(object);
  if (instance === undefined || !("spec" in instance)) throw new Error(instance?.problem ?? "it is being deleted");
  return instance;
}

const live: Live = { uid: "1", version: "10", owner: "own", instance: "server", fields: "" };

/** A claim of the instance's that is bound, but for what is given. */
export function claimSeen(change: Partial<Claim> = {}): Claim {
  const bound = {
    phase: "Bound",
    storageClass: "fast",
    accessModes: ["ReadWriteMany"],
    size: "10Gi",
    capacity: "10Gi",
  };
  return { ...live, ...bound, ...change };
}

/** The Deployment of an instance that serves, but for what is given. */
export function workloadSeen(change: Partial<Workload> = {}): Workload {
  return { ...live, isObserved: true, isAvailable: true, refusal: undefined, ...change };
}

/** An instance that serves, but for what is given. */
export function seen(change: Partial<Seen> = {}): Seen {
  return {
    serviceAccount: live,
    service: live,
    workload: workloadSeen(),
    claim: claimSeen(),
    storageClass: { name: "fast", isDefault: false, canExpand: false, waitsForPod: false },
    pods: [],
    rivals: [],
    sharer: undefined,
    ...change,
  };
}
