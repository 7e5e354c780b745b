import { isWarned, REASONS } from "../../injection/reason.ts";
import type { DecidedTemplate } from "../manifests/decide-manifests.ts";
import type { Derivation } from "../manifests/derived-templates.ts";
import type { Colors } from "../terminal.ts";

type Derived = DecidedTemplate & { readonly derivation: Derivation };

/** For each graph of the manifests: a line per kind of pod, before each is told in full. */
export function overviewsOf(decided: readonly DecidedTemplate[], colors: Colors): readonly string[] {
  const derived = decided.filter((one): one is Derived => one.derivation !== undefined);
  const sources = new Set(derived.map(sourceOf));
  return [...sources].map((source) =>
    overview(
      derived.filter((one) => sourceOf(one) === source),
      colors,
    ),
  );
}

function sourceOf({ file, namespace, derivation }: Derived): string {
  return `${file} ${namespace} ${derivation.source}`;
}

function overview(pods: readonly Derived[], colors: Colors): string {
  const [first] = pods;
  if (first === undefined) return "";
  const { source, operator, warnings } = first.derivation;
  const widths = [0, 1].map((column) => Math.max(...pods.map((pod) => cellsOf(pod)[column]?.length ?? 0)));
  const lines = [
    colors.bold(`${source}, namespace ${first.namespace}`),
    `  Its pods are derived by the rules of Dynamo's operator ${operator}; no cluster was asked.`,
    "",
    ...pods.map((pod) => `  ${rowOf(pod, widths, colors)}`),
    ...(warnings.length === 0 ? [] : ["", ...warnings.map((warning) => `  ${colors.yellow("warning:")} ${warning}`)]),
  ];
  return `${lines.join("\n")}\n`;
}

function cellsOf({ derivation: { component, role, count } }: Derived): readonly [string, string] {
  const name = role === "main" ? component : `${component} (${role})`;
  return [name, `${count} ${count === 1 ? "pod" : "pods"}`];
}

function rowOf(pod: Derived, [first = 0, second = 0]: readonly number[], colors: Colors): string {
  const { reason, decision } = pod.mutation;
  const [name, count] = cellsOf(pod);
  const paint = REASONS[reason].outcome === "inject" ? colors.green : isWarned(reason) ? colors.red : colors.cyan;
  const models = decision.outcome === "inject" ? (decision.pull?.models ?? []) : [];
  const pulled = models.length === 0 ? "" : `  pulls ${models.join(", ")}`;
  const warned = decision.warnings.map(({ code }) => code);
  const doubts = warned.length === 0 ? "" : `  ${colors.yellow(warned.join(", "))}`;
  return `${name.padEnd(first)}  ${count.padEnd(second)}  ${paint(reason)}${pulled}${doubts}`;
}
