import type { ActualState } from "../deployment/actual/actual-state.ts";
import type { ModelExpress } from "../deployment/model-express.ts";

/** The volume with an instance's models. */
export interface Cache {
  /** Changes with the claim and the subPath, because a different place contains none of the models. */
  readonly id: string;
  /** Whether a Job can mount it while the server does, possibly on another node. */
  readonly isShared: boolean;
}

/** `undefined` while the claim is not bound. */
export function findCache({ spec: { pvc } }: ModelExpress, { claim }: Pick<ActualState, "claim">): Cache | undefined {
  if (claim?.phase !== "Bound") return undefined;
  const id = pvc.subPath === undefined ? claim.uid : `${claim.uid}/${pvc.subPath}`;
  return { id, isShared: claim.accessModes.includes("ReadWriteMany") };
}
