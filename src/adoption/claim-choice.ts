import { Refusal } from "./refusal.ts";
import type { Server, ServerCache } from "./server-cache.ts";

/** The user's choice of the claim: the one that is found, a named one, or none. */
export type ClaimRequest =
  | { readonly kind: "found" }
  | { readonly kind: "named"; readonly name: string }
  /** Pods stream. */
  | { readonly kind: "none" };

/** The claim that pods mount, and its subPath. Without a claim they stream. */
export interface ClaimChoice {
  readonly claim: string | undefined;
  readonly subPath: string;
  /** An explanation for the user. */
  readonly note: string | undefined;
}

const NONE: ClaimChoice = { claim: undefined, subPath: "", note: undefined };

/**
 * Chooses the claim in which pods find the models that the server pulls.
 *
 * @throws {Refusal} if there is no such claim and streaming was not requested, or if the claim cannot be determined
 */
export function chooseClaim(servers: readonly Server[], request: ClaimRequest): ClaimChoice {
  if (request.kind === "none") return NONE;
  const caches = distinct(servers.map(({ cache }) => cache));
  const named =
    request.kind === "named" ? caches.filter((cache) => "claim" in cache && cache.claim === request.name) : caches;
  const [cache, ...others] = named.length > 0 ? named : caches;
  if (cache === undefined)
    return acceptNamedClaim(request, "no pod or workload behind the Service runs a known server");
  if (others.length > 0)
    throw new Refusal(
      `its pods differ: ${caches.map(shown).join("; ")}; wait for the rollout to finish, or ${NAME_IT}`,
    );
  return checkChoice(cache, request);
}

function checkChoice(cache: ServerCache, request: ClaimRequest): ClaimChoice {
  switch (cache.kind) {
    case "claim":
      if (request.kind === "named" && request.name !== cache.claim)
        throw new Refusal(describeOtherClaim(request.name, cache));
      return { claim: cache.claim, subPath: cache.subPath, note: undefined };
    case "misplaced":
      throw new Refusal(
        `${shown(cache)}, and pods that mount the claim look in a folder hub: set MODEL_EXPRESS_CACHE_DIRECTORY=${cache.better} ` +
          "on the server and adopt it again, or add --no-claim to have pods stream their models",
      );
    case "private":
      if (request.kind === "named") throw new Refusal(describeOtherClaim(request.name, cache));
      return { ...NONE, note: `${shown(cache)}, which no other pod can mount` };
    case "unknown":
      return acceptNamedClaim(request, cache.why);
  }
}

const NAME_IT = "name the claim with --claim PVC, or add --no-claim to have pods stream their models";

/** Accepts the claim that the user names, or refuses. */
function acceptNamedClaim(request: ClaimRequest, why: string): ClaimChoice {
  if (request.kind !== "named") throw new Refusal(`the place of its cache is unknown: ${why}; ${NAME_IT}`);
  return {
    claim: request.name,
    subPath: "",
    note: `claim ${request.name} is taken from --claim without a check: ${why}`,
  };
}

function describeOtherClaim(name: string, cache: ServerCache): string {
  return `${shown(cache)}, not in claim ${name}: pods would not find them there`;
}

function shown(cache: ServerCache): string {
  switch (cache.kind) {
    case "claim":
      return `the server keeps its models in claim ${cache.claim}${cache.subPath === "" ? "" : ` (${cache.subPath})`}`;
    case "misplaced":
      return `the server keeps its models in ${cache.directory} of claim ${cache.claim}`;
    case "private":
      return `the server keeps its models in ${cache.directory} on ${cache.on}`;
    case "unknown":
      return `the place of the server's cache is unknown: ${cache.why}`;
  }
}

function distinct(caches: readonly ServerCache[]): readonly ServerCache[] {
  return [...new Map(caches.map((cache) => [JSON.stringify(cache), cache])).values()];
}
