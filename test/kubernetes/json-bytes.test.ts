import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elementsOf, endOfString, membersOf, type Span } from "../../src/kubernetes/json-bytes.ts";

const HOSTILE = fc.array(fc.constantFrom('"', "\\", "[", "]", "{", "}", ",", ":", " ", "a")).map((all) => all.join(""));
const value = fc.oneof(fc.jsonValue({ maxDepth: 4 }), HOSTILE, fc.array(HOSTILE), fc.dictionary(HOSTILE, HOSTILE));
const indent = fc.constantFrom("", " ", "\n\t");

function parse(json: Buffer, { start, end }: Span): unknown {
  return JSON.parse(json.toString("utf8", start, end));
}

describe("without parsing the whole text", () => {
  test("the elements of any list are found", () => {
    fc.assert(
      fc.property(fc.array(value), indent, (list, space) => {
        const json = Buffer.from(JSON.stringify(list, null, space));
        expect([...elementsOf(json, 0)].map((each) => parse(json, each))).toEqual(JSON.parse(json.toString()));
      }),
      { numRuns: 1000 },
    );
  });

  test("the members of any object are found, with their keys as written", () => {
    fc.assert(
      fc.property(fc.dictionary(HOSTILE, value), indent, (object, space) => {
        const json = Buffer.from(JSON.stringify(object, null, space));
        const members = [...membersOf(json, 0)].map(({ key, ...at }) => [JSON.parse(`"${key}"`), parse(json, at)]);
        expect(members).toEqual(Object.entries(JSON.parse(json.toString()) as object));
      }),
      { numRuns: 1000 },
    );
  });

  test("a truncated text ends the search", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.nat(), (list, at) => {
        const whole = Buffer.from(JSON.stringify(list));
        const json = whole.subarray(0, at % whole.length);
        for (const { start, end } of elementsOf(json, 0)) expect(end).toBeGreaterThanOrEqual(start);
        for (const { start, end } of membersOf(json, 0)) expect(end).toBeGreaterThanOrEqual(start);
      }),
    );
  });
});

test.each(['"a"', '"\\""', '"\\\\"', '"\\\\\\""', '"é\\u0022"'])("the string %s ends with its last quote", (text) => {
  const json = Buffer.from(`${text}, "b"`);
  expect(endOfString(json, 0)).toBe(Buffer.from(text).length - 1);
});
