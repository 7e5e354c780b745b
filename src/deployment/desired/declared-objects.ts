import type { JsonObject } from "../../kubernetes/json.ts";
import { isValid, readModelExpress } from "../model-express.ts";
import { planClaim } from "./claim.ts";
import { buildService } from "./service.ts";

/**
 * Builds the objects that pods look up for a `ModelExpress`: its Service and, if `create` is set, its claim. Returns
 * an empty list for an invalid `ModelExpress`.
 */
export function objectsDeclaredBy(object: JsonObject): readonly JsonObject[] {
  const instance = readModelExpress(object);
  if (instance === undefined || !isValid(instance)) return [];
  const { object: claim } = planClaim(instance, { claim: undefined, storageClass: undefined });
  return [object, buildService(instance), ...(claim === undefined ? [] : [claim])];
}
