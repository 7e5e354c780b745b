import type { DecidedTemplate } from "./decide-manifests.ts";

/** Leaves the warnings about a graph with its first component only. */
export function warnOfGraphsOnce(decided: readonly DecidedTemplate[]): readonly DecidedTemplate[] {
  return decided.map((one, index) => withGraphOnce(one, decided[index - 1]));
}

function withGraphOnce(one: DecidedTemplate, before: DecidedTemplate | undefined): DecidedTemplate {
  const isFirst = before?.file !== one.file || before.derivation?.source !== one.derivation?.source;
  if (isFirst || one.derivation === undefined) return one;
  return { ...one, derivation: { ...one.derivation, warnings: [] } };
}
