import type { z } from "zod";

/** One sentence for each problem of a value, starting with its key. */
export function describeProblems(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => describeIssue(issue, []));
}

function describeIssue(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${[...path, key].join(".")}: there is no such key; remove it or correct its name`);
  }
  if (issue.code === "invalid_union") return deepest(issue.errors).flatMap((one) => describeIssue(one, path));
  return [`${path.join(".")}: ${issue.message}`];
}

/** Reports on the alternative that matched furthest, most likely the intended one. */
function deepest(alternatives: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const depth = (issues: readonly z.core.$ZodIssue[]): number =>
    Math.max(...issues.map(({ code, path }) => path.length + (code === "unrecognized_keys" ? 1 : 0)));
  return [...alternatives].sort((a, b) => depth(b) - depth(a))[0] ?? [];
}
