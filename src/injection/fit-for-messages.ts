import { LIMITS } from "../kubernetes/limits.ts";
import { plain } from "../kubernetes/quoted.ts";
import type { Decision, Trace } from "./decision.ts";
import type { Warning } from "./warning.ts";

/**
 * Sanitizes the decision for logs, terminals and the API server: few warnings, short texts, no control characters,
 * whatever the pod and the cluster's objects contain.
 */
export function fitForMessages(decision: Decision): Decision {
  const common = { warnings: fitWarnings(decision.warnings), trace: fitTrace(decision.trace) };
  if (decision.outcome === "inject") return { ...decision, ...common };
  return { ...decision, ...common, detail: plain(decision.detail) };
}

/** The last warning states how many are left out. */
function fitWarnings(warnings: readonly Warning[]): readonly Warning[] {
  const shown = warnings.slice(0, LIMITS.warnings).map(({ code, detail }) => ({ code, detail: plain(detail) }));
  const last = shown.at(-1);
  const more = warnings.length - shown.length;
  if (last === undefined || more === 0) return shown;
  const detail = `${last.detail}; and ${more} more warnings, of which at most ${LIMITS.warnings} are shown`;
  return [...shown.slice(0, -1), { code: last.code, detail }];
}

function fitTrace(trace: Trace): Trace {
  if (trace.steps === undefined) return trace;
  return { ...trace, steps: trace.steps.map((step) => ({ ...step, detail: plain(step.detail) })) };
}
