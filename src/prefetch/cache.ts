import type { ActualState } from "../deployment/actual/actual-state.ts";
import type { ModelExpress } from "../deployment/model-express.ts";

/** The volume on which an instance keeps its models. */
export interface Cache {
  /** Another claim, or another part of it, holds nothing of what this one does. */
  readonly id: string;
  /** Whether a Job can mount it beside the server, which may be on another node. */
  readonly isShared: boolean;
}

/** `undefined`: there is none at present. */
export function cacheOf({ spec: { pvc } }: ModelExpress, { claim }: Pick<ActualState, "claim">): Cache | undefined {
  if (claim?.phase !== "Bound") return undefined;
  const id = pvc.subPath === undefined ? claim.uid : `${claim.uid}/${pvc.subPath}`;
  return { id, isShared: claim.accessModes.includes("ReadWriteMany") };
}
