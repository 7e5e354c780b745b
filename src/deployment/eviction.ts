import type { ModelExpressSpec } from "./model-express-spec.ts";

/** Model Express's eviction of models that were not asked for. */
export interface Eviction {
  readonly unusedForMs: number;
  readonly maxModels: number | undefined;
}

const HOUR_MS = 3_600_000;

/** `undefined` if it is off. */
export function readEviction({ cache }: Pick<ModelExpressSpec, "cache">): Eviction | undefined {
  const eviction = cache?.eviction;
  if (eviction === undefined) return undefined;
  const { unusedFor, maxModels } = eviction;
  const hours = Number.parseInt(unusedFor, 10) * (unusedFor.endsWith("d") ? 24 : 1);
  return { unusedForMs: hours * HOUR_MS, maxModels };
}
