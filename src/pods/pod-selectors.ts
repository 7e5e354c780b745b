import { DYNAMO, INJECT_LABEL } from "../model-express/keys.ts";

/** What marks a pod as one that the injector may be about; nearly every pod of Dynamo has the first. */
const MARKS = [DYNAMO.namespace, DYNAMO.graph, DYNAMO.componentType, INJECT_LABEL];

/** The API server cannot say "or": one selector for each mark, and each pod matches one of them. */
export const POD_SELECTORS: readonly string[] = MARKS.map((mark, index) => {
  const others = MARKS.slice(0, index).map((other) => `!${other}`);
  return [mark, `${INJECT_LABEL}!=disabled`, ...others].join(",");
});
