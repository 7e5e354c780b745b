import type { JsonObject } from "../../kubernetes/json.ts";
import { readModelExpress } from "../model-express.ts";
import { planClaim } from "./claim.ts";
import { service } from "./service.ts";

/**
 * What pods find of a `ModelExpress` once the controller has made it: its Service and, where it makes one, its claim.
 * None of one that is invalid.
 */
export function objectsDeclaredBy(object: JsonObject): readonly JsonObject[] {
  const instance = readModelExpress(object);
  if (instance === undefined || "problem" in instance) return [];
  const { object: claim } = planClaim(instance, { claim: undefined, storageClass: undefined });
  return [service(instance), ...(claim === undefined ? [] : [claim])];
}
