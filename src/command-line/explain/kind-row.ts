import type { Mutation } from "../../injection/mutate-pod.ts";
import { isWarned, REASONS } from "../../injection/reason.ts";
import type { Derivation } from "../manifests/derived-templates.ts";
import type { Colors, Terminal } from "../terminal.ts";

/** A kind of pods of a graph, with their common decision. */
export interface DecidedKind {
  readonly derivation: Derivation;
  readonly mutation: Mutation;
}

/** A part of a row: its text, and how it is painted. */
export interface Cell {
  readonly text: string;
  readonly paint: (text: string) => string;
}

const GAP = "  ";

/** Where rows are written. */
export type Width = Pick<Terminal, "colors" | "columns">;

/**
 * `Worker  2 pods  SharedPull  pulls org/model` for each kind, in columns; or a block for each where a row is wider than
 * the terminal.
 *
 * @param notes what is added to the row of each kind
 */
export function kindLines(
  kinds: readonly DecidedKind[],
  { colors, columns = Number.POSITIVE_INFINITY }: Width,
  notes: readonly Cell[] = [],
): readonly string[] {
  const rows = kinds.map((kind, index) => [
    ...formatCells(kind, colors),
    ...notes.slice(index, index + 1).filter(({ text }) => text !== ""),
  ]);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.text.length ?? 0)));
  const padded = rows.map((row) => row.map((cell, column) => pad(cell, widths[column])));
  const isTooWide = padded.some((row) => measure(row) > columns);
  if (isTooWide) return rows.flatMap(formatBlock);
  return padded.map((row) => GAP + row.map(({ text, paint }) => paint(text)).join(GAP));
}

function pad(cell: Cell, width = 0): Cell {
  return { ...cell, text: cell.text.padEnd(width) };
}

function measure(row: readonly Cell[]): number {
  return row.reduce((sum, { text }) => sum + GAP.length + text.length, 0);
}

/** The name on a line, and each other cell on one below it. */
function formatBlock(row: readonly Cell[]): readonly string[] {
  return row.map(({ text, paint }, index) => `${index === 0 ? GAP : GAP + GAP}${paint(text)}`);
}

function formatCells({ derivation, mutation }: DecidedKind, colors: Colors): readonly Cell[] {
  const { component, role, count } = derivation;
  const { reason, decision } = mutation;
  const paint = REASONS[reason].outcome === "inject" ? colors.green : isWarned(reason) ? colors.red : colors.cyan;
  const models = decision.outcome === "inject" ? (decision.pull?.models ?? []) : [];
  const warned = decision.warnings.map(({ code }) => code);
  return [
    { text: role === "main" ? component : `${component} (${role})`, paint: String },
    { text: `${count} ${count === 1 ? "pod" : "pods"}`, paint: String },
    { text: reason, paint },
    ...(models.length === 0 ? [] : [{ text: `pulls ${models.join(", ")}`, paint: String }]),
    ...(warned.length === 0 ? [] : [{ text: warned.join(", "), paint: colors.yellow }]),
  ];
}
