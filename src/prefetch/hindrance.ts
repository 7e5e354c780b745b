import type { ActualState } from "../deployment/actual/actual-state.ts";
import type { ModelExpress } from "../deployment/model-express.ts";
import { findCache } from "./cache.ts";

/** Why no pull can start, as a phrase; `undefined` if the server is available and its claim is bound. */
export function findHindrance(instance: ModelExpress, actual: ActualState): string | undefined {
  const { sharer, workload } = actual;
  if (sharer !== undefined) return `the server does not run beside ModelExpress ${sharer.name}`;
  if (findCache(instance, actual) === undefined) return `claim ${instance.spec.pvc.name} is not bound`;
  return workload?.isObserved === true && workload.isAvailable ? undefined : "the server does not answer yet";
}
