import type { DecidedTemplate } from "../manifests/decide-manifests.ts";
import type { Derivation } from "../manifests/derived-templates.ts";
import type { Colors } from "../terminal.ts";
import { type DecidedKind, kindRow, measureColumns } from "./kind-row.ts";

type Derived = DecidedTemplate & { readonly derivation: Derivation };

/** Summarizes each graph of the manifests: a line per kind of pod, before the details. */
export function describeKinds(decided: readonly DecidedTemplate[], colors: Colors): readonly string[] {
  const derived = decided.filter((one): one is Derived => one.derivation !== undefined);
  const sources = new Set(derived.map(describeSource));
  return [...sources].map((source) =>
    overview(
      derived.filter((one) => describeSource(one) === source),
      colors,
    ),
  );
}

function describeSource({ file, namespace, derivation }: Derived): string {
  return `${file} ${namespace} ${derivation.source}`;
}

function overview(pods: readonly Derived[], colors: Colors): string {
  const [first] = pods;
  if (first === undefined) return "";
  const { source, operator, warnings } = first.derivation;
  const widths = measureColumns(pods);
  const lines = [
    colors.bold(`${source}, namespace ${first.namespace}`),
    `  Its pods are derived by the rules of Dynamo's operator ${operator}; no cluster was asked.`,
    "",
    ...pods.map((pod) => `  ${kindRow(pod, widths, colors)}`),
    ...describeRefusals(pods, colors),
    ...(warnings.length === 0 ? [] : ["", ...warnings.map((warning) => `  ${colors.yellow("warning:")} ${warning}`)]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Each reason once for which the operator creates no pods. */
export function describeRefusals(kinds: readonly DecidedKind[], colors: Colors): readonly string[] {
  const refusals = new Set(kinds.flatMap(({ derivation }) => derivation.refused ?? []));
  return refusals.size === 0 ? [] : ["", ...[...refusals].map((refused) => `  ${colors.red(`✗ ${refused}`)}`)];
}
