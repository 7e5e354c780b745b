import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endOfString, type Span, scanElements, scanMembers } from "../../src/kubernetes/json-bytes.ts";

const HOSTILE = fc.array(fc.constantFrom('"', "\\", "[", "]", "{", "}", ",", ":", " ", "a")).map((all) => all.join(""));
const value = fc.oneof(fc.jsonValue({ maxDepth: 4 }), HOSTILE, fc.array(HOSTILE), fc.dictionary(HOSTILE, HOSTILE));
const indent = fc.constantFrom("", " ", "\r\t");

function textOf(json: Buffer, { start, end }: Span): string {
  return json.toString("utf8", start, end);
}

/** A value as written inside of a list or an object. */
function nested(each: unknown, space: string): string {
  return JSON.stringify(each, null, space).replaceAll("\n", `\n${space}`);
}

/**
 * Texts are compared, not what JSON.parse makes of them: V8 reads the key `"\""` as `\` where it has met an object with
 * the key `\` at that place (Node 24.21).
 */
describe("without parsing the whole text", () => {
  test("the elements of any list are found", () => {
    fc.assert(
      fc.property(fc.array(value), indent, (list, space) => {
        const json = Buffer.from(JSON.stringify(list, null, space));
        const elements = [...scanElements(json, 0)].map((each) => textOf(json, each));
        expect(elements).toEqual(list.map((each) => nested(each, space)));
      }),
      { numRuns: 1000 },
    );
  });

  test("the members of any object are found, with their keys as written", () => {
    fc.assert(
      fc.property(fc.dictionary(HOSTILE, value), indent, (object, space) => {
        const json = Buffer.from(JSON.stringify(object, null, space));
        const members = [...scanMembers(json, 0)].map(({ key, ...at }) => [`"${key}"`, textOf(json, at)]);
        expect(members).toEqual(
          Object.entries(object).map(([key, each]) => [JSON.stringify(key), nested(each, space)]),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test("a truncated text ends the search", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.nat(), (list, at) => {
        const whole = Buffer.from(JSON.stringify(list));
        const json = whole.subarray(0, at % whole.length);
        for (const { start, end } of scanElements(json, 0)) expect(end).toBeGreaterThanOrEqual(start);
        for (const { start, end } of scanMembers(json, 0)) expect(end).toBeGreaterThanOrEqual(start);
      }),
    );
  });
});

test.each(['"a"', '"\\""', '"\\\\"', '"\\\\\\""', '"é\\u0022"'])("the string %s ends with its last quote", (text) => {
  const json = Buffer.from(`${text}, "b"`);
  expect(endOfString(json, 0)).toBe(Buffer.from(text).length - 1);
});
