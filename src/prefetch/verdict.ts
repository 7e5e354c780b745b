import type { ModelStatus } from "../deployment/model-express-status.ts";
import { plain } from "../kubernetes/quoted.ts";
import { formatModelName } from "./model-name.ts";

/** The reasons of the condition `ModelsReady`, each with its meaning. */
export const MODEL_REASONS = {
  ModelsCached: "Each of spec.models is in the cache.",
  ModelsPending: "Models are downloading, or wait for their turn or for the server.",
  ModelsRefused: "The API server refuses the Jobs that pull, or their pods: a quota, a LimitRange, or a policy.",
  ModelsFailed: "A pull failed. It is tried again after 1 min, and later after up to an hour.",
} as const;

export type ModelReason = keyof typeof MODEL_REASONS;

export interface ModelsVerdict {
  readonly isTrue: boolean;
  readonly reason: ModelReason;
  readonly message: string;
}

export interface Listed {
  /** The models of the spec. */
  readonly listed: readonly string[];
  readonly models: readonly ModelStatus[];
  readonly refusals: ReadonlyMap<string, string>;
}

/** Such as `3/4`. */
export function countReady({ listed, models }: Omit<Listed, "refusals">): string {
  return `${listed.length - listMissing(listed, models).length}/${listed.length}`;
}

/** Whether all listed models are in the cache, else the cause for the first missing one. */
export function judgeListed({ listed, models, refusals }: Listed): ModelsVerdict {
  const open = listMissing(listed, models);
  const failed = open.find(({ phase }) => phase === "Failed");
  const refused = listed.find((model) => refusals.has(model));
  const [first] = open;
  const count = `${listed.length - open.length} of ${listed.length} are in the cache`;
  const not = (reason: ModelReason, text: string): ModelsVerdict => ({ isTrue: false, reason, message: plain(text) });
  if (first === undefined) return { isTrue: true, reason: "ModelsCached", message: count };
  if (failed !== undefined) return not("ModelsFailed", `${count}; ${formatModelName(failed)}: ${failed.message}`);
  if (refused !== undefined) return not("ModelsRefused", `${count}; ${refused}: ${refusals.get(refused)}`);
  const state = first.phase === "Downloading" ? "is downloading" : `waits: ${first.message ?? "for its turn"}`;
  return not("ModelsPending", `${count}; ${formatModelName(first)} ${state}`);
}

function listMissing(listed: readonly string[], models: readonly ModelStatus[]): readonly ModelStatus[] {
  const wanted = new Set(listed);
  return models.filter((model) => wanted.has(formatModelName(model)) && model.phase !== "Ready");
}
