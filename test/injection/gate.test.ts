import { describe, expect, it } from "vitest";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import { isObject, type JsonObject, objectAt } from "../../src/kubernetes/json.ts";
import { GATE, GATED_LABEL, INSTANCE_LABEL } from "../../src/model-express/keys.ts";
import { readInstance } from "../../src/model-express/read-instance.ts";
import { type GoldenCase, goldenCases } from "./golden-case.ts";

const STATUS = "/metadata/annotations/modelexpress.nvidia.com~1status";
const cases = goldenCases().filter(({ request }) => !JSON.stringify(request).includes("modelexpress.nvidia.com/gate"));

/** Treats each instance as declared by a ModelExpress object. */
function deployed({ directory }: GoldenCase): GoldenCase["directory"] {
  return new Proxy(directory, {
    get(target, key: keyof GoldenCase["directory"]) {
      const method = target[key] as (...words: unknown[]) => unknown;
      return (...words: unknown[]) => markDeployed(method.apply(target, words));
    },
  });
}

function markDeployed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(markDeployed);
  return isObject(value) && "scope" in value ? { ...value, isDeployed: true } : value;
}

function operationsOf(one: GoldenCase, change: Partial<GoldenCase["settings"]>) {
  const settings = { ...one.settings, ...change };
  return mutatePod(one.request, deployed(one), settings);
}

function withoutStatus(operations: readonly { readonly path: string; readonly value: unknown }[]) {
  return operations.map((each) => {
    if (each.path === STATUS) return each.path;
    const annotations = objectAt(each.value as JsonObject, "annotations");
    return each.path === "/metadata/annotations" || Object.keys(annotations).length > 0 ? each.path : each;
  });
}

describe("a scheduling gate", () => {
  it("adds a gate and a label to pods that pull from an instance with a controller, and changes nothing else of any pod", () => {
    let gated = 0;
    for (const one of cases) {
      const before = operationsOf(one, { gate: "disabled" });
      // Even a pod that already has everything gets its status together with a gate.
      if (before.operations.length === 0) continue;
      const after = operationsOf(one, { gate: "enabled" });
      const gate = after.decision.outcome === "inject" ? after.decision.gate : undefined;
      const added = after.operations.filter(
        ({ path, value }) =>
          path.startsWith("/spec/schedulingGates") || JSON.stringify([path, value]).includes("gated"),
      );
      const rest = after.operations.filter((each) => !added.includes(each));
      expect(withoutStatus(rest), one.name).toEqual(withoutStatus(before.operations));
      if (gate === undefined) expect(added, one.name).toEqual([]);
      else {
        gated += 1;
        expect(added.map(({ value }) => JSON.stringify(value)).join(), one.name).toContain(GATE);
        expect(added, one.name).toHaveLength(2);
      }
    }
    expect(gated).toBeGreaterThan(100);
  });

  it("is not added, with a warning, while no controller is there, and not mentioned outside of admission", () => {
    const [one] = cases.filter((each) =>
      JSON.stringify(operationsOf(each, { gate: "enabled" }).operations).includes(GATE),
    );
    if (one === undefined) throw new Error("no case is gated");
    const codes = (change: Partial<GoldenCase["settings"]>) =>
      operationsOf(one, change).decision.warnings.map(({ code }) => code);

    expect(codes({ gate: "enabled", gates: "unserved" })).toContain("GateNotAdded");
    const { gates: _, ...offline } = one.settings;
    const elsewhere = mutatePod(one.request, deployed(one), { ...offline, gate: "enabled" });
    expect(JSON.stringify(elsewhere.operations)).not.toContain(GATE);
    expect(elsewhere.decision.warnings.map(({ code }) => code)).not.toContain("GateNotAdded");
  });

  it("is added once, after other gates", () => {
    const [one] = cases.filter((each) =>
      JSON.stringify(operationsOf(each, { gate: "enabled" }).operations).includes(GATE),
    );
    if (one === undefined) throw new Error("no case is gated");
    const object = one.request.object as JsonObject;
    const spec = objectAt(object, "spec");
    const held = (schedulingGates: readonly JsonObject[]) =>
      mutatePod({ ...one.request, object: { ...object, spec: { ...spec, schedulingGates } } }, deployed(one), {
        ...one.settings,
        gate: "enabled",
      }).operations.filter(({ path }) => path.startsWith("/spec/schedulingGates"));

    const grove = { name: "grove.io/podgang-pending-creation" };
    expect(held([grove])).toEqual([{ op: "add", path: "/spec/schedulingGates/-", value: { name: GATE } }]);
    expect(held([grove, { name: GATE }])).toEqual([]);
  });

  it("is requested by the pod, else by the instance, else by the configuration", () => {
    const service = (value: string) =>
      readInstance({
        metadata: {
          name: "a",
          labels: { "modelexpress.nvidia.com/dynamo-namespace": "global", [INSTANCE_LABEL]: "a" },
          annotations: { "modelexpress.nvidia.com/gate": value },
        },
        spec: { ports: [{ port: 8001 }] },
      });

    expect(service("enabled")).toMatchObject({ gate: "enabled", isDeployed: true });
    expect(service("maybe")).toMatchObject({ problem: expect.stringContaining('"enabled" or "disabled"') });
  });

  it("is found by the controller through its label", () => {
    expect(GATED_LABEL).toBe("modelexpress.nvidia.com/gated");
  });
});
