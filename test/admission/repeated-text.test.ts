import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RepeatedText } from "../../src/admission/repeated-text.ts";

const SCRIPT = 'set -eu\necho "ready: \\$1" \u2192 é\n'.repeat(40);

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString();
}

describe("a repeated text", () => {
  test("encodes any value as JSON in base64, wherever and however often the text occurs", () => {
    const leaf = fc.oneof(fc.string({ unit: "binary" }), fc.constant(SCRIPT), fc.integer(), fc.constant(null));
    const value = fc.array(fc.dictionary(fc.string(), fc.oneof(leaf, fc.array(leaf))));
    const repeated = new RepeatedText(SCRIPT);
    fc.assert(
      fc.property(value, (each) => {
        const plain = Buffer.from(JSON.stringify(each)).toString("base64");
        expect(repeated.encode(each)).toBe(plain);
      }),
    );
  });

  test("begins at each of the three places in a group of base64", () => {
    const repeated = new RepeatedText(SCRIPT);
    for (const before of ["", "a", "ab"]) {
      expect(decode(repeated.encode([before, SCRIPT, "end"]))).toBe(JSON.stringify([before, SCRIPT, "end"]));
    }
  });

  test.each(["", "a", "ab"])("may be as short as %j", (text) => {
    expect(decode(new RepeatedText(text).encode([text, text]))).toBe(JSON.stringify([text, text]));
  });
});
