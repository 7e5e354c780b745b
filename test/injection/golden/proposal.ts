import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, parseDocument } from "yaml";
import { isObject, type JsonObject, type JsonValue } from "../../../src/kubernetes/json.ts";
import { EXPECTATION_KEYS, type Expectation } from "./case-schema.ts";
import { type Actual, describeActual, describeLoosely } from "./describe.ts";
import type { ExpandedCase } from "./read-cases.ts";
import { renderMember } from "./render.ts";

/** The expectation that would match the code's result. */
export interface Proposal {
  readonly expectation: Expectation;
  /** The expectation's keys that differ, a line each with `-` or `+`. */
  readonly difference: readonly string[];
}

/** @returns undefined if the case expects the code's result */
export function proposeFor(one: ExpandedCase, actual: Actual): Proposal | undefined {
  const { pod, expectation, patch } = one;
  const { reason, warnings = [] } = expectation;
  if (isDeepStrictEqual(actual, { reason, warnings, patch })) return undefined;
  const described = describeActual(pod, actual);
  const staysWhole = expectation.patch === "whole" && actual.patch.length > 0;
  if (!staysWhole && described.patch === undefined) {
    return { expectation: described, difference: differences(expectation, described) };
  }
  const before = expectation.patch === "whole" ? describeLoosely(pod, { reason, warnings, patch }) : expectation;
  const proposed: Expectation = {
    reason: actual.reason,
    ...(actual.warnings.length === 0 ? {} : { warnings: [...actual.warnings] }),
    patch: "whole",
  };
  const difference = differences(before, describeLoosely(pod, actual));
  return { expectation: proposed, difference: [...difference, "~ the whole patch"] };
}

function differences(before: Expectation, after: Expectation): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => {
    const [old, next] = [before as JsonObject, after as JsonObject].map((one) => one[key]);
    if (isDeepStrictEqual(old, next)) return [];
    return [...signed("-", key, old), ...signed("+", key, next)];
  });
}

function signed(sign: string, key: string, value: JsonValue | undefined): string[] {
  if (value === undefined) return [];
  return renderMember(key, value, 0)
    .trimEnd()
    .split("\n")
    .map((line) => `${sign} ${line}`);
}

/** A case's entry in a file of proposals: the difference as a comment, followed by the proposed text. */
export function renderProposal(name: string, { expectation, difference }: Proposal): string {
  const comment = difference.map((line) => `# ${line}\n`).join("");
  return `${comment}${name}:\n${renderExpectation(expectation)}`;
}

export function renderExpectation(expectation: Expectation): string {
  const members = Object.entries(expectation as JsonObject).filter(([, value]) => value !== undefined);
  members.sort(([a], [b]) => EXPECTATION_KEYS.indexOf(a) - EXPECTATION_KEYS.indexOf(b));
  return renderMember("expect", members.length === 1 ? expectation.reason : Object.fromEntries(members), 2);
}

/**
 * Replaces an expectation in the text of a case file; everything else stays the same, byte for byte.
 *
 * @throws {Error} if the file has no such case
 */
export function acceptInto(source: string, name: string, expectation: Expectation): string {
  const body = parseDocument(source).get(name);
  const pair = isMap(body) ? body.items.find(({ key }) => isScalar(key) && key.value === "expect") : undefined;
  const start = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  const end = (pair?.value as { readonly range?: readonly number[] } | undefined)?.range?.[1];
  if (start === undefined || end === undefined) throw new Error(`the file has no case "${name}"`);
  const line = source.lastIndexOf("\n", start) + 1;
  const rest = source.slice(line + source.slice(line, end).trimEnd().length);
  return `${source.slice(0, line)}${renderExpectation(expectation).trimEnd()}${rest}`;
}

/** The expectations in a file of proposals, by case name. */
export function readProposals(proposals: JsonObject): ReadonlyMap<string, Expectation> {
  return new Map(
    Object.entries(proposals).map(([name, value]) => {
      const expect = isObject(value) ? value["expect"] : undefined;
      return [name, (isObject(expect) ? expect : { reason: String(expect) }) as Expectation];
    }),
  );
}
