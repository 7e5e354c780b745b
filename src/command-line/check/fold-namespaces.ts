import { chooseLevel, type Finding } from "../../check/finding.ts";

/** Folds the findings that are as expected: one line for each namespace that has no others. */
export function foldNamespaces(findings: readonly Finding[]): readonly Finding[] {
  const odd = new Set(findings.filter((finding) => chooseLevel(finding) !== "ok").map(({ namespace }) => namespace));
  const fine = findings.filter((finding) => chooseLevel(finding) === "ok");
  const isFolded = ({ namespace }: Finding): boolean => namespace !== undefined && !odd.has(namespace);
  const folded = Map.groupBy(fine.filter(isFolded), ({ namespace = "" }) => namespace);
  return [...fine.filter((finding) => !isFolded(finding)), ...[...folded].map(([name, alike]) => fold(name, alike))];
}

function fold(namespace: string, findings: readonly Finding[]): Finding {
  const prefix = `Namespace ${namespace}`;
  const parts = findings.map(({ subject, message }) => {
    const what = subject.replace(` in ${namespace}`, "").replace(`${namespace}/`, "");
    return subject === prefix ? message : `${what}: ${message}`;
  });
  return { code: "OptedIn", subject: prefix, message: parts.join("; "), namespace };
}
