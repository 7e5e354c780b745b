import { parser } from "@prometheus-io/lezer-promql";
import type { Sample } from "../e2e/prometheus.ts";

/** A PromQL query, as far as it says what series it needs. */
export interface Query {
  readonly selectors: readonly Selector[];
  /** Labels that it groups by. */
  readonly labels: readonly string[];
}

/** A metric that a query asks for, and what the labels of its series must be. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** Reads a query by Prometheus' own grammar. */
export function readQuery(query: string): Query {
  const selectors: { metric: string; matchers: Matcher[] }[] = [];
  const labels: string[] = [];
  parser.parse(query).iterate({
    enter({ type, name, from, to, node: { parent } }) {
      const text = query.slice(from, to);
      if (type.isError) throw new Error(`no PromQL at ${from}: ${query}`);
      if (name === "VectorSelector") selectors.push({ metric: text.split("{")[0] ?? "", matchers: [] });
      if (name === "UnquotedLabelMatcher") selectors.at(-1)?.matchers.push(matcherOf(text));
      if (name === "LabelName" && parent?.name === "GroupingLabels") labels.push(text);
    },
  });
  return { selectors, labels };
}

/** Whether a series has what a selector demands; what is asked of labels that only scraping adds is not looked at. */
export function isSelected({ labels }: Sample, { matchers }: Selector, addedByScraping: readonly string[]): boolean {
  return matchers
    .filter(({ label }) => !addedByScraping.includes(label))
    .every(({ label, operator, value }) => holds(labels[label] ?? "", operator, value));
}

function holds(actual: string, operator: string, value: string): boolean {
  if (operator === "=") return actual === value;
  if (operator === "=~") return new RegExp(`^(?:${value})$`).test(actual);
  throw new Error(`a matcher ${operator} that nobody needed yet`);
}

function matcherOf(text: string): Matcher {
  const [, label, operator, value] = /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/.exec(text) ?? [];
  if (label === undefined || operator === undefined || value === undefined) throw new Error(`no matcher: ${text}`);
  return { label, operator, value };
}
