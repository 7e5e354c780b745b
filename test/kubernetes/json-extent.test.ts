import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findExcess } from "../../src/kubernetes/json-extent.ts";
import { LIMITS } from "../../src/kubernetes/limits.ts";

function excess(text: string): string | undefined {
  return findExcess(Buffer.from(text), LIMITS.review);
}

describe("how far a JSON text exceeds the limits", () => {
  test("ignores the content of strings", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(fc.constantFrom('"', "\\", "[", "{", ",")).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, fc.constantFrom("[".repeat(100), ",".repeat(LIMITS.review.values + 1)), (key, value) => {
        expect(excess(JSON.stringify([{ [key]: key }, key, { [value]: value }]))).toBeUndefined();
      }),
    );
  });

  test.each([
    ["lists", (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`],
    ["objects", (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`],
  ])("limits the depth of %s", (_name, nested) => {
    expect(excess(nested(LIMITS.depth))).toBeUndefined();
    expect(excess(nested(LIMITS.depth + 1))).toBe("it is nested deeper than 64 levels");
    expect(excess(`[${`${nested(LIMITS.depth - 1)},`.repeat(100)}1]`)).toBeUndefined();
  });

  test.each(["{}", "[]", "1", '""', "null"])("counts its values: %s", (value) => {
    expect(excess(`[${`${value},`.repeat(LIMITS.review.values / 2 - 1)}1]`)).toBeUndefined();
    expect(excess(`[${`${value},`.repeat(LIMITS.review.values)}1]`)).toBe("it has more than 100000 values");
  });

  test("counts its keys, which take longer than other values", () => {
    const keys = (count: number): string => `{${Array.from({ length: count }, (_, key) => `"${key}":1`).join(",")}}`;
    expect(excess(keys(LIMITS.review.keys))).toBeUndefined();
    expect(excess(keys(LIMITS.review.keys + 1))).toBe("it has more than 32768 keys");
  });

  test("limits its length", () => {
    const text = "x".repeat(LIMITS.review.bytes - 2);
    expect(excess(JSON.stringify(text))).toBeUndefined();
    expect(excess(JSON.stringify(`${text}x`))).toBe("it has more than 3145728 bytes");
  });

  test("accepts a text that ends within a string or an escape", () => {
    expect(['["a', '["\\', '["\\"'].map(excess)).toEqual([undefined, undefined, undefined]);
  });
});
