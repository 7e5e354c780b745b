import { parseAmount } from "../../kubernetes/quantity.ts";
import type { ActualState } from "../actual/actual-state.ts";
import type { Claim } from "../actual/claim.ts";
import type { ModelExpress } from "../model-express.ts";
import type { Problem, Reason, Verdict } from "./reason.ts";

export interface ClaimView extends Pick<ActualState, "claim" | "storageClass" | "sharer"> {
  readonly differences: readonly string[];
  readonly problem: Problem | undefined;
}

/** Whether the claim can hold the models. */
export function judgeClaim({ namespace, spec: { pvc } }: ModelExpress, view: ClaimView): Verdict {
  const { claim, sharer, problem } = view;
  if (sharer !== undefined) return not("CacheShared", describeSharing(pvc, sharer.name));
  if (claim?.isEnding) return not("ClaimTerminating", describeEnding(namespace, pvc));
  if (claim?.phase === "Bound") return judgeBoundClaim(claim, view);
  if (problem !== undefined) return not("ClaimRefused", problem.message);
  if (claim === undefined) {
    return pvc.create
      ? not("ClaimPending", `claim ${pvc.name} is being created`)
      : not("ClaimNotFound", `claim ${pvc.name} does not exist; create it, or set pvc.create: true and pvc.size`);
  }
  if (claim.phase === "Lost") return not("ClaimLost", `the volume of claim ${pvc.name} is gone`);
  return pendingVerdict(pvc.name, claim, view);
}

function pendingVerdict(name: string, claim: Claim, { storageClass, differences }: ClaimView): Verdict {
  const needsClass = claim.storageClass !== "" && storageClass === undefined;
  const differing =
    differences.length === 0 ? "" : `; ${differences.join("; ")}; delete it, and the controller recreates it`;
  if (needsClass) return not("StorageClassNotFound", `claim ${name} waits: ${missingClass(claim)}${differing}`);
  const until = storageClass?.waitsForPod ? "for the server's pod" : "for its volume";
  return not("ClaimPending", `claim ${name} waits ${until}${differing}`);
}

function describeEnding(namespace: string, { name, create }: ModelExpress["spec"]["pvc"]): string {
  const then = create ? "the controller creates it again, without its models" : "create it again";
  const users = `the pods that kubectl describe pvc ${name} -n ${namespace} lists under Used By`;
  return `claim ${name} is being deleted, which waits for ${users}; then ${then}`;
}

function missingClass({ storageClass }: Claim): string {
  return storageClass === undefined
    ? "it names no storage class, and the cluster has no default one; set pvc.storageClass"
    : `there is no StorageClass ${storageClass}`;
}

function judgeBoundClaim({ size, capacity }: Claim, { claim, differences, problem }: ClaimView): Verdict {
  const messages = [...differences, ...(problem === undefined ? [] : [problem.message])];
  if (messages.length > 0) return is("ClaimDiffers", `the claim is used as it is: ${messages.join("; ")}`);
  const [wanted, has] = [parseAmount(size), parseAmount(capacity)];
  if (wanted !== undefined && has !== undefined && has < wanted) {
    return is("ClaimGrowing", `the volume grows from ${capacity} to ${size}`);
  }
  return is("ClaimBound", `the claim has ${capacity ?? size}, ${claim?.accessModes.join(", ")}`);
}

function describeSharing({ name, subPath }: ModelExpress["spec"]["pvc"], other: string): string {
  const place = subPath === undefined ? `claim ${name}` : `${subPath} of claim ${name}`;
  return `ModelExpress ${other}, which is older, has its cache in ${place} too; give each its own pvc.name or pvc.subPath`;
}

function is(reason: Reason, message: string): Verdict {
  return { isTrue: true, reason, message };
}

function not(reason: Reason, message: string): Verdict {
  return { isTrue: false, reason, message };
}
