import { readEviction } from "../deployment/eviction.ts";
import type { ModelExpress } from "../deployment/model-express.ts";
import { formatModelName } from "./model-name.ts";

/** How long a pulled model is trusted to be in the cache, in milliseconds since it was pulled. */
export interface Lifetime {
  /** Then it is pulled again, which renews the server's time of last use. */
  readonly refreshMs: number;
  /** Then it does not count as cached any more. */
  readonly expireMs: number;
}

/** With `maxModels`, models that other pods ask for can displace one at any time. */
const DISPLACED_MS = 300_000;

/**
 * The lifetimes of an instance's models by their names. Empty without eviction: then they last until the claim changes.
 *
 * @param awaited models that pods wait for behind a gate
 */
export function listLifetimes(
  { spec, status }: Pick<ModelExpress, "spec" | "status">,
  awaited: readonly string[],
): ReadonlyMap<string, Lifetime> {
  const eviction = readEviction(spec);
  if (eviction === undefined) return new Map();
  const usual = { refreshMs: eviction.unusedForMs / 2, expireMs: eviction.unusedForMs };
  const short = eviction.maxModels === undefined ? usual : { refreshMs: DISPLACED_MS, expireMs: DISPLACED_MS };
  const known = (status.models ?? []).map(formatModelName);
  return new Map([
    ...[...known, ...(spec.models ?? [])].map((model) => [model, usual] as const),
    ...awaited.map((model) => [model, short] as const),
  ]);
}
