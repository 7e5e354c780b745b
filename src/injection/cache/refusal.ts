import type { Warning } from "../warning.ts";

/** Why a container gets the address variables only. */
export interface Refusal {
  readonly refused: Warning | undefined;
}

export function isRefusal(value: object): value is Refusal {
  return "refused" in value;
}

export function elsewhere(setBy: string, why: string): Refusal {
  return { refused: { code: "CacheElsewhere", detail: `set by ${setBy}: ${why}` } };
}

export function nameTaken(what: string): Refusal {
  return { refused: { code: "NameTaken", detail: `${what} is the pod's own; rename it, or set the annotation path` } };
}
