import type { DecidedTemplate } from "../manifests/decide-manifests.ts";
import type { Derivation } from "../manifests/derived-templates.ts";
import type { Colors } from "../terminal.ts";
import { type DecidedKind, kindLines, type Width } from "./kind-row.ts";

type Derived = DecidedTemplate & { readonly derivation: Derivation };

/** Summarizes each graph of the manifests: a line per kind of pod, before the details. */
export function describeKinds(decided: readonly DecidedTemplate[], width: Width): readonly string[] {
  const derived = decided.filter((one): one is Derived => one.derivation !== undefined);
  const sources = new Set(derived.map(describeSource));
  return [...sources].map((source) =>
    overview(
      derived.filter((one) => describeSource(one) === source),
      width,
    ),
  );
}

function describeSource({ file, namespace, derivation }: Derived): string {
  return `${file} ${namespace} ${derivation.source}`;
}

function overview(pods: readonly Derived[], width: Width): string {
  const [first] = pods;
  if (first === undefined) return "";
  const { source, operator, warnings } = first.derivation;
  const { colors } = width;
  const lines = [
    colors.bold(`${source}, namespace ${first.namespace}`),
    `  Its pods are derived by the rules of Dynamo's operator ${operator}; no cluster was asked.`,
    "",
    ...kindLines(pods, width),
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
