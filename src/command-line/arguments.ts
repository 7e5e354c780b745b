import { InvalidArgumentError } from "@commander-js/extra-typings";
import { parseDuration } from "../kubernetes/duration.ts";
import { isLabelValue, isSubdomain } from "../kubernetes/names.ts";

/** Parses a duration to seconds. */
export function duration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined) throw new InvalidArgumentError("expected a duration such as 30s, 90m or 2160h");
  return seconds;
}

export function seconds(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError("expected whole seconds, 0 to 999");
  return Number(text);
}

export function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("expected a whole number, 1 to 999999");
  return Number(text);
}

export function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new InvalidArgumentError("expected a port number, 0 to 65535");
  return number;
}

const VALUE = "[-A-Za-z0-9_.]*";
const TERM = `!?[A-Za-z0-9][-A-Za-z0-9_./]*(?: *(?:==?|!=) *${VALUE}| +(?:not)?in +\\(${VALUE}(?:, *${VALUE})*\\))?`;
const SELECTOR = new RegExp(`^${TERM}(?:, *${TERM})*$`);

/** The API server would answer a wrong one with 400, again and again. */
export function labelSelector(text: string): string {
  if (SELECTOR.test(text)) return text;
  throw new InvalidArgumentError("expected a label selector such as app=webhook,tier!=test");
}

/** The name of an object or namespace. Any other text would be a part of the path of requests. */
export function objectName(text: string): string {
  if (isSubdomain(text)) return text;
  throw new InvalidArgumentError("expected the name of an object: a-z, 0-9, - and .");
}

/** A value of the label that makes a Service an instance. */
export function dynamoNamespace(text: string): string {
  if (text !== "" && isLabelValue(text)) return text;
  throw new InvalidArgumentError("expected a dynamo namespace: at most 63 of A-Z, a-z, 0-9, -, _ and ., or global");
}

/** The same as `objectName` for a flag that takes several. */
export function objectNames(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, objectName(text)];
}
