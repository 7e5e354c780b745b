import { readAccessModes } from "../kubernetes/access-modes.ts";
import { findClaimProblem } from "../kubernetes/claim-problem.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import type { Claim } from "../model-express/directory.ts";

export function readClaim(object: JsonObject, namespace: string, name: string): Claim {
  const claim = { namespace, name, accessModes: readAccessModes(object) };
  const problem = findClaimProblem(object);
  return problem === undefined ? claim : { ...claim, problem };
}
