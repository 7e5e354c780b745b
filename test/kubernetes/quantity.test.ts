import { describe, expect, it } from "vitest";
import {
  MOST_QUANTITY_LENGTH,
  POSITIVE_QUANTITY_PATTERN,
  parseAmount,
  parseQuantity,
  QUANTITY_PATTERN,
} from "../../src/kubernetes/quantity.ts";
import cases from "./quantity-cases.json" with { type: "json" };
import { hasNumber, quantityTexts } from "./quantity-texts.ts";

/** Written by Kubernetes's own parser: `node test/real/tools/quantity/write-cases.ts`. */
const CASES = Object.entries(cases as Readonly<Record<string, string | null>>);

describe("a quantity", () => {
  it("is read as ParseQuantity reads it", () => {
    const differing = CASES.filter(([text]) => hasNumber(text)).filter(
      ([text, amount]) => (parseQuantity(text)?.toString() ?? null) !== amount,
    );
    expect(CASES.length).toBeGreaterThan(500);
    expect(CASES.filter(([, amount]) => amount !== null).length).toBeGreaterThan(200);
    expect(differing).toEqual([]);
  });

  it("has a digit before its suffix, as the documented grammar demands", () => {
    const accepted = CASES.filter(([text]) => !hasNumber(text) && parseQuantity(text) !== undefined);
    expect(accepted).toEqual([]);
  });

  it("is covered by the table of cases", () => {
    expect(Object.keys(cases).sort()).toEqual([...quantityTexts()].sort());
  });

  it.each([
    ["1", 1_000_000_000n],
    ["512ki", undefined],
    ["524288Ki", 512n * 1024n * 1024n * 1_000_000_000n],
    ["1e3", 1_000_000_000_000n],
    ["0.1n", 1n],
    ["-0.1n", -1n],
  ])("%s is %s", (text, nano) => {
    expect(parseQuantity(text)).toBe(nano);
  });

  it("has a bounded length and exponent", () => {
    expect(parseQuantity("1".repeat(MOST_QUANTITY_LENGTH))).toBeDefined();
    expect(parseQuantity("1".repeat(MOST_QUANTITY_LENGTH + 1))).toBeUndefined();
    expect(parseQuantity("1e100")).toBeUndefined();
  });

  it("is a number or a text, in JSON", () => {
    expect([2, 1e21, 0.5, "2", true, null, undefined].map((value) => parseAmount(value))).toEqual([
      2_000_000_000n,
      10n ** 30n,
      500_000_000n,
      2_000_000_000n,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("the patterns for schemas", () => {
  const judged = CASES.map(([text]) => ({ text, amount: parseQuantity(text) }));
  const accepted = (pattern: string) =>
    judged.filter(({ text }) => new RegExp(pattern).test(text)).map(({ text }) => text);

  it("accept numbers that are not negative", () => {
    const expected = judged.filter(({ text, amount = -1n }) => amount >= 0n && !text.startsWith("-"));
    expect(accepted(QUANTITY_PATTERN)).toEqual(expected.map(({ text }) => text));
  });

  it("accept positive numbers", () => {
    const expected = judged.filter(({ amount = 0n }) => amount > 0n);
    expect(accepted(POSITIVE_QUANTITY_PATTERN)).toEqual(expected.map(({ text }) => text));
  });
});
