import { type JsonObject, numberAt, objectAt } from "../kubernetes/json.ts";

/** How many replicas a Deployment wants and has. */
export interface ReplicaCounts {
  readonly wanted: number;
  readonly available: number;
  /** Of the current template. */
  readonly updated: number;
}

export function countReplicas(deployment: JsonObject): ReplicaCounts {
  const status = objectAt(deployment, "status");
  return {
    wanted: numberAt(objectAt(deployment, "spec"), "replicas") ?? 1,
    available: numberAt(status, "availableReplicas") ?? 0,
    updated: numberAt(status, "updatedReplicas") ?? 0,
  };
}

/** Whether replicas are missing, or are still of an earlier template. */
export function lacksReplicas(deployment: JsonObject): boolean {
  const { wanted, available, updated } = countReplicas(deployment);
  return (
    available < wanted || updated < wanted || (numberAt(objectAt(deployment, "status"), "unavailableReplicas") ?? 0) > 0
  );
}
