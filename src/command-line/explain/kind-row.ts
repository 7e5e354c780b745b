import type { Mutation } from "../../injection/mutate-pod.ts";
import { isWarned, REASONS } from "../../injection/reason.ts";
import type { Derivation } from "../manifests/derived-templates.ts";
import type { Colors } from "../terminal.ts";

/** A kind of pods of a graph, with their common decision. */
export interface DecidedKind {
  readonly derivation: Derivation;
  readonly mutation: Mutation;
}

/** The widths of the columns before the reason. */
export function measureColumns(kinds: readonly DecidedKind[]): readonly number[] {
  return [0, 1].map((column) => Math.max(0, ...kinds.map((kind) => formatCells(kind)[column]?.length ?? 0)));
}

/** `Worker 2 pods SharedPull pulls org/model` */
export function kindRow(kind: DecidedKind, [first = 0, second = 0]: readonly number[], colors: Colors): string {
  const { reason, decision } = kind.mutation;
  const [name, count] = formatCells(kind);
  const paint = REASONS[reason].outcome === "inject" ? colors.green : isWarned(reason) ? colors.red : colors.cyan;
  const models = decision.outcome === "inject" ? (decision.pull?.models ?? []) : [];
  const pulled = models.length === 0 ? "" : `  pulls ${models.join(", ")}`;
  const warned = decision.warnings.map(({ code }) => code);
  const doubts = warned.length === 0 ? "" : `  ${colors.yellow(warned.join(", "))}`;
  return `${name.padEnd(first)}  ${count.padEnd(second)}  ${paint(reason)}${pulled}${doubts}`;
}

function formatCells({ derivation: { component, role, count } }: DecidedKind): readonly [string, string] {
  const name = role === "main" ? component : `${component} (${role})`;
  return [name, `${count} ${count === 1 ? "pod" : "pods"}`];
}
