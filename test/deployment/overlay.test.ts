import { describe, expect, it } from "vitest";
import { overlay } from "../../src/deployment/desired/overlay.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";

const base = {
  enableServiceLinks: false,
  securityContext: { runAsUser: 1000, fsGroup: 1000 },
  tolerations: [{ key: "a" }],
  containers: [
    { name: "one", args: ["x"], env: [{ name: "A", value: "1" }], ports: [{ containerPort: 1, name: "p" }] },
    { name: "two", image: "i" },
  ],
  volumes: [{ name: "home", emptyDir: {} }],
};

describe("a pod template merged over another", () => {
  it.each<[string, JsonObject, JsonObject]>([
    ["changes nothing when it is empty", {}, {}],
    ["sets a value", { priorityClassName: "high" }, { priorityClassName: "high" }],
    ["replaces a value", { enableServiceLinks: true }, { enableServiceLinks: true }],
    ["merges objects", { securityContext: { fsGroup: 1 } }, { securityContext: { runAsUser: 1000, fsGroup: 1 } }],
    [
      "replaces an object when told to",
      { securityContext: { $patch: "replace", a: 1 } },
      { securityContext: { a: 1 } },
    ],
    ["makes an object that was not there", { affinity: { nodeAffinity: {} } }, { affinity: { nodeAffinity: {} } }],
    ["replaces a list without a key", { tolerations: [{ key: "b" }] }, { tolerations: [{ key: "b" }] }],
    [
      "merges containers by their names, and their variables by theirs",
      {
        containers: [
          {
            name: "one",
            args: ["y"],
            env: [
              { name: "A", valueFrom: {} },
              { name: "B", value: "2" },
            ],
          },
        ],
      },
      {
        containers: [
          {
            name: "one",
            args: ["y"],
            env: [
              { name: "A", valueFrom: {} },
              { name: "B", value: "2" },
            ],
            ports: [{ containerPort: 1, name: "p" }],
          },
          { name: "two", image: "i" },
        ],
      },
    ],
    [
      "adds containers behind, and takes away those that are to be deleted",
      {
        containers: [
          { name: "one", $patch: "delete" },
          { name: "three", image: "j" },
        ],
      },
      {
        containers: [
          { name: "two", image: "i" },
          { name: "three", image: "j" },
        ],
      },
    ],
    [
      "gives a volume another source",
      { volumes: [{ name: "home", persistentVolumeClaim: { claimName: "c" } }] },
      { volumes: [{ name: "home", persistentVolumeClaim: { claimName: "c" } }] },
    ],
  ])("%s", (_, over, expected) => {
    expect(overlay(base, over)).toEqual({ ...base, ...expected });
  });

  it("removes a member", () => {
    const { securityContext: _, ...rest } = base;

    expect(overlay(base, { securityContext: { $patch: "delete" } })).toEqual(rest);
  });

  it("does not change the template below", () => {
    const before = structuredClone(base);
    overlay(base, { containers: [{ name: "one", args: [] }], volumes: [{ name: "home", $patch: "delete" }] });

    expect(base).toEqual(before);
  });

  it("treats names of Object.prototype's members as ordinary names", () => {
    const over = JSON.parse('{"nodeSelector": {"__proto__": "a", "constructor": "b"}}') as JsonObject;

    expect(JSON.stringify(overlay({}, over))).toBe('{"nodeSelector":{"__proto__":"a","constructor":"b"}}');
  });
});
