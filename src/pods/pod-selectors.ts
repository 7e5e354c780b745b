import { DYNAMO, INJECT_LABEL } from "../model-express/keys.ts";

/** The labels of pods that may be ours. Nearly every pod of Dynamo has the first. */
const MARKS = [DYNAMO.namespace, DYNAMO.graph, DYNAMO.componentType, INJECT_LABEL];

/** One selector per label, because selectors have no "or". They are disjoint: each pod matches one. */
export const POD_SELECTORS: readonly string[] = MARKS.map((mark, index) => {
  const others = MARKS.slice(0, index).map((other) => `!${other}`);
  return [mark, `${INJECT_LABEL}!=disabled`, ...others].join(",");
});
