import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuantity } from "../../../src/kubernetes/quantity.ts";
import cases from "../../kubernetes/quantity-cases.json" with { type: "json" };
import { hasNumber } from "../../kubernetes/quantity-texts.ts";
import { buildQuantity } from "../tools/quantity/build-quantity.ts";
import { parseReally } from "../tools/quantity/parse-really.ts";

const build = await buildQuantity();

const number = fc.stringMatching(/^[+-]?[0-9]{0,20}(\.[0-9]{0,12})?$/);
const suffix = fc.oneof(
  fc.constantFrom("", ..."numkKMGTPE", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "ki"),
  fc.stringMatching(/^[eE][+-]?[0-9]{1,2}$/),
  fc.stringMatching(/^[eEinumkKMGTP0-9+-]{0,4}$/),
);
const text = fc
  .tuple(number, suffix)
  .map((parts) => parts.join(""))
  .filter(hasNumber)
  // Beyond the bound of exponents, which ParseQuantity does not have.
  .filter((each) => !/[eE][+-]?0*[1-9][0-9]{2}/.test(each));

describe.skipIf(!build.isBuilt)("Kubernetes' ParseQuantity", () => {
  const binary = build.isBuilt ? build.binary : "";

  it("says what the committed table says", () => {
    expect(parseReally(binary, Object.keys(cases))).toEqual(Object.values(cases));
  });

  it("agrees with parseQuantity about any text", () => {
    const property = fc.property(fc.array(text, { minLength: 500, maxLength: 500 }), (texts) => {
      const ours = texts.map((each) => [each, parseQuantity(each)?.toString() ?? null]);
      const theirs = parseReally(binary, texts).map((amount, index) => [texts[index], amount]);
      expect(ours).toEqual(theirs);
    });
    fc.assert(property, { numRuns: 20 });
  });
});
