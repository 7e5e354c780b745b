import type { Logger } from "pino";
import type { InjectSummary } from "../injection/outcome.ts";
import { describeSource } from "../injection/patch/status.ts";
import { plain } from "../kubernetes/quoted.ts";
import type { Handled } from "./handle-review.ts";
import type { ReviewRequest } from "./review.ts";

/** Logs one line per decision, at the level of its reason. */
export function logDecision(log: Logger, review: ReviewRequest, handled: Handled, milliseconds: number): void {
  const { mutation, error } = handled;
  const { reason, decision, operations } = mutation;
  const line = {
    reason,
    namespace: plain(review.namespace),
    pod: plain(review.podName),
    uid: plain(review.uid),
    ...(review.isDryRun ? { dryRun: true } : {}),
    ...(decision.trace.dynamoNamespace === undefined ? {} : { dynamoNamespace: plain(decision.trace.dynamoNamespace) }),
    ...(decision.outcome === "skip" ? { detail: decision.detail } : injected(decision)),
    ...(decision.warnings.length === 0 ? {} : { warnings: decision.warnings }),
    operations: operations.length,
    ms: Number(milliseconds.toFixed(3)),
  };
  if (error !== undefined) log.error({ ...line, err: error }, "pod admitted unchanged after an internal error");
  // The API server reviews a pod again after another webhook has changed it.
  else if (reason === "AlreadyInjected") log.debug(line, "pod reviewed again: nothing to add");
  else
    log[decision.warnings.length === 0 ? "info" : "warn"](
      line,
      `pod ${decision.outcome === "skip" ? "left as it is" : "injected"}`,
    );
}

function injected(decision: InjectSummary): object {
  const { mode, pull } = decision;
  return {
    mode,
    from: plain(describeSource(decision)),
    ...(pull === undefined ? {} : { models: pull.models.map((model) => plain(model)) }),
  };
}
