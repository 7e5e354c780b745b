import type { Colors } from "../terminal.ts";
import type { Checked } from "./check-template.ts";

/** A paragraph for each kind of pod, and a line about all. */
export function formatAll(checked: readonly Checked[], colors: Colors): string {
  const problems = checked.filter(({ isProblem }) => isProblem).length;
  return `${checked.map((one) => formatChecked(one, colors)).join("")}${summarize(checked.length, problems)}\n`;
}

function formatChecked(checked: Checked, colors: Colors): string {
  const { file, object, namespace, pods, reason, isProblem, pulls, offline, online, notes } = checked;
  const mark = isProblem ? colors.red("✗") : colors.green("✓");
  const count = pods === 1 ? "" : `, ${pods} pods`;
  const facts = [
    ...(pulls.length === 0 ? [] : [`pulls ${pulls.join(", ")}`]),
    ...(offline.length === 0 ? [] : [`offline: ${offline.join(", ")}`]),
    ...(online.length === 0 ? [] : [`online: ${online.join(", ")}`]),
  ];
  const lines = [
    `${mark} ${file}: ${object} (namespace ${namespace}${count}): ${reason}`,
    ...(facts.length === 0 ? [] : [`    ${facts.join("; ")}`]),
    ...notes.map((note) => `    ${note}`),
  ];
  return `${lines.join("\n")}\n`;
}

function summarize(all: number, problems: number): string {
  const checked = `${all} ${all === 1 ? "kind of pod" : "kinds of pods"} checked`;
  return problems === 0 ? `${checked}, no problem found.` : `${checked}, ${problems} with a problem.`;
}
