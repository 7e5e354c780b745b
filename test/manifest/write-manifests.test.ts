import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readManifests } from "../../src/manifest/read-manifests.ts";
import { toJson, toYaml } from "../../src/manifest/write-manifests.ts";

describe("toYaml", () => {
  it("prints as kubectl does", () => {
    const pod = {
      kind: "Pod",
      metadata: { annotations: { "a.b/c": '{"mode":"shared"}', empty: "" }, labels: {} },
      spec: {
        containers: [
          { name: "main", args: ["-c", "--port=8080", "echo 'a'\n\n  b: c\n"], env: [{ name: "A", value: "1" }] },
        ],
        volumes: [],
        priority: 5,
        hostNetwork: true,
      },
    };
    expect(toYaml(pod)).toBe(`kind: Pod
metadata:
  annotations:
    a.b/c: '{"mode":"shared"}'
    empty: ""
  labels: {}
spec:
  containers:
  - name: main
    args:
    - -c
    - --port=8080
    - |
      echo 'a'

        b: c
    env:
    - name: A
      value: "1"
  volumes: []
  priority: 5
  hostNetwork: true
`);
  });

  it("leaves out undefined members", () => {
    expect(toYaml({ a: undefined, b: 1 })).toBe("b: 1\n");
  });

  it.each(["yes", "null", "012", "1e3", "12:30", "2024-01-01", "", " a", "a: b", "a #b", "- a", "\u2028", "a\n\n"])(
    "prints the string %j so that it stays one",
    (text) => {
      expect(readManifests(toYaml({ text }), "x").map(({ value }) => value)).toEqual([{ text }]);
    },
  );

  it("prints nothing that reads back as something else", () => {
    const characters = fc.constantFrom(..."-:.# 01eEynox,[]{}'\"\\\n\t/$()@~=|>%&*!?é\u0085\ufeff");
    const key = fc.string({ unit: characters, maxLength: 8 }).filter((text) => text !== "__proto__");
    const text = fc.string({ unit: characters, maxLength: 12 });
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(text, fc.array(text)), { minKeys: 1 }), (value) => {
        expect(readManifests(toYaml(value), "x")[0]?.value).toEqual({ ...value });
      }),
    );
  });
});

describe("toJson", () => {
  it("prints as kubectl does", () => {
    expect(toJson({ a: ["b"] })).toBe('{\n    "a": [\n        "b"\n    ]\n}\n');
  });
});
