import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseResources } from "../../../src/injection/target/parse-resources.ts";

describe("pull-resources", () => {
  test.each([
    ["cpu=500m", { cpu: "500m" }],
    ["cpu=500m, memory=1Gi", { cpu: "500m", memory: "1Gi" }],
    ["ephemeral-storage=1G", { "ephemeral-storage": "1G" }],
  ])("%s states requests and limits alike", (text, quantities) => {
    expect(parseResources(text)).toEqual({ requests: quantities, limits: quantities });
  });

  test("JSON states each", () => {
    expect(parseResources('{"requests":{"cpu":1},"limits":{"memory":"2Gi"}}')).toEqual({
      requests: { cpu: 1 },
      limits: { memory: "2Gi" },
    });
  });

  test.each([
    ...["", "cpu", "cpu=", "=1", "cpu=1=2", "cpu=1,cpu=2", "cpu=-1", "nvidia.com/gpu=1", "hugepages-2Mi=4Mi"],
    ...["[]", "null", "{", '{"claims":[]}', '{"requests":[]}', '{"requests":{"cpu":null}}', '{"limits":{"cpu":"-1"}}'],
    ...['{"requests":{"cpu":"2"},"limits":{"cpu":"1"}}', '{"requests":{"__proto__":{"cpu":"1"}}}'],
  ])("%s is not understood", (text) => {
    expect(parseResources(text)).toBeUndefined();
  });

  test("any text is read or refused, and nothing but the three resources passes", () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.stringMatching(/^[a-z]{1,8}=[0-9a-zA-Z.]{1,6}(,[a-z]+=[0-9]+[mGK]i?)?$/),
    );
    fc.assert(
      fc.property(text, (input) => {
        const resources = parseResources(input);
        const names = Object.keys({ ...resources?.requests, ...resources?.limits });
        expect(names.every((name) => ["cpu", "memory", "ephemeral-storage"].includes(name))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
