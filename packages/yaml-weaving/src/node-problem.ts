import { PARTS_LIMIT } from "./manifest-budget.ts";
import type { ManifestProblem } from "./manifest-error.ts";

export const TOO_DEEP: ManifestProblem = {
  what: "the document is nested too deeply",
  wayOut: "pass a Kubernetes manifest",
};

export const TOO_MANY_PARTS: ManifestProblem = {
  what: `with this file there are more than ${PARTS_LIMIT} lines, commas and brackets`,
  wayOut: "pass fewer objects at a time",
};

export const TOO_MANY_COPIES: ManifestProblem = {
  what: "the aliases multiply into too many values",
  wayOut: "write the content out instead of nesting aliases",
};

export const TWO_MERGES: ManifestProblem = {
  what: "`<<` occurs twice in one object",
  wayOut: "merge a list, `<<: [*first, *second]`",
};

export const BAD_MERGE: ManifestProblem = {
  what: "`<<` merges something that is not an object",
  wayOut: "use an alias of an object, or a list of such aliases",
};

export const COMPLEX_KEY: ManifestProblem = {
  what: "a key is not a single word",
  wayOut: "use a plain or quoted string as the key",
};

export function duplicateKey(key: string): ManifestProblem {
  return { what: `the key ${JSON.stringify(key)} occurs twice in one object`, wayOut: "keep one of them" };
}

export function unknownAnchor(name: string): ManifestProblem {
  return {
    what: `the alias *${name} does not refer to a complete earlier value`,
    wayOut: `set the anchor &${name} on an earlier value that does not contain the alias`,
  };
}
