import type { InjectDecision, Pull, SkipDecision, Trace } from "./decision.ts";
import type { Mutation } from "./mutate-pod.ts";
import type { PatchOperation } from "./patch/operation.ts";
import type { Sourced } from "./patch/status.ts";
import type { Reason } from "./reason.ts";
import { findAddressedTarget } from "./target/target.ts";
import type { Warning } from "./warning.ts";

/** The part of a mutation that a response, a log line and metrics need. It does not refer to the pod. */
export interface Outcome {
  readonly reason: Reason;
  readonly decision: SkipSummary | InjectSummary;
  readonly operations: readonly PatchOperation[];
  /** The operations' JSON in base64, if they are encoded already. */
  readonly patch?: string;
  /** Its key, if it comes from a cache. */
  readonly key?: string;
}

/** Encodes operations of a JSON Patch as JSON in base64. */
export type EncodePatch = (operations: readonly object[]) => string;

interface Summary {
  readonly warnings: readonly Warning[];
  readonly trace: Pick<Trace, "dynamoNamespace">;
}

interface SkipSummary extends Summary, Pick<SkipDecision, "outcome" | "detail"> {}

export interface InjectSummary extends Summary, Sourced, Pick<InjectDecision, "outcome" | "mode"> {
  readonly pull?: Pick<Pull, "models"> | undefined;
}

/** Keeps nothing else of the mutation, which refers to all of its pod. */
export function summarize({ reason, decision, operations }: Mutation): Outcome {
  return {
    reason,
    operations,
    decision: decision.outcome === "skip" ? summarizeSkip(decision) : summarizeInjection(decision),
  };
}

function summarizeSkip({ outcome, detail, warnings, trace }: SkipDecision): SkipSummary {
  return { outcome, detail, warnings, trace: summarizeTrace(trace) };
}

function summarizeInjection({
  outcome,
  mode,
  pull,
  found,
  containers,
  warnings,
  trace,
}: InjectDecision): InjectSummary {
  const { step, instance } = found;
  const addressed = findAddressedTarget(containers.map(({ target }) => target));
  return {
    outcome,
    mode,
    pull: pull && { models: pull.models },
    found: { step, instance: instance && { namespace: instance.namespace, name: instance.name } },
    containers:
      addressed?.own === undefined
        ? []
        : [{ target: { container: { name: addressed.container.name }, own: { setBy: addressed.own.setBy } } }],
    warnings,
    trace: summarizeTrace(trace),
  };
}

function summarizeTrace({ dynamoNamespace }: Trace): Pick<Trace, "dynamoNamespace"> {
  return dynamoNamespace === undefined ? {} : { dynamoNamespace };
}
