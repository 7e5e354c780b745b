import { V1Container, V1EnvVar, V1ObjectMeta, V1PodSpec, V1VolumeMount } from "@kubernetes/client-node";
import { describe, expect, test } from "vitest";
import { SHAPES } from "../../../src/graph/fields/graph-fields.ts";
import { describeMisspelt } from "../../../src/graph/fields/misspelt-fields.ts";
import { CONTAINER, CONTAINERS, ENV, POD_FIELDS } from "../../../src/graph/fields/pod-fields.ts";
import { fields, type Nested, type Shape } from "../../../src/graph/fields/shape.ts";

interface Place {
  readonly shape: Shape;
  /** How the message names a field here, without the field. */
  readonly place: string;
  /** A whole object with these members here. */
  readonly wrap: (members: object) => object;
}

/** All places of a kind's objects. */
function listPlaces({ shape, place, wrap }: Place): readonly Place[] {
  const inner = Object.entries(shape.inside).flatMap(([name, nested]) => listPlaces(enter(nested, name, place, wrap)));
  return [{ shape, place, wrap }, ...inner];
}

function enter({ shape, of }: Nested, name: string, place: string, wrap: Place["wrap"]): Place {
  const key = { object: "", items: "[0]", values: ".Worker" }[of];
  return {
    shape,
    place: `${place}${name}${key}.`,
    wrap: (members) => wrap({ [name]: of === "object" ? members : of === "items" ? [members] : { Worker: members } }),
  };
}

const PLACES = [...SHAPES].flatMap(([title, shape]) => {
  const [apiVersion, kind] = title.split(" ");
  const places = listPlaces({ shape, place: "", wrap: (members) => ({ ...members, apiVersion, kind }) });
  return places.map((place) => ({ title: `${title} ${place.place}`, ...place }));
});

/** What people type: a letter too many, too few, doubled or swapped, another case, another notation. */
const SLIPS: Readonly<Record<string, (name: string) => string>> = {
  "a plural": (name) => (name.endsWith("s") ? name.slice(0, -1) : `${name}s`),
  "a letter left out": (name) => name.slice(0, 2) + name.slice(3),
  "a letter twice": (name) => name.slice(0, 2) + name.slice(1),
  "two letters swapped": (name) => name.slice(0, 1) + name.slice(2, 3) + name.slice(1, 2) + name.slice(3),
  "small letters": (name) => name.toLowerCase(),
  "a capital letter": (name) => name.charAt(0).toUpperCase() + name.slice(1),
  "an underscore": (name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  "a dash": (name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
};

describe.each(PLACES)("$title", ({ shape, place, wrap }) => {
  test("takes every field that it has", () => {
    const members = Object.fromEntries([...shape.names, ...shape.old].map((name) => [name, "x"]));
    expect(describeMisspelt(wrap(members) as never)).toEqual([]);
  });

  test.each(Object.entries(SLIPS))("finds %s", (_, slip) => {
    for (const name of shape.names) {
      const written = slip(name);
      if (shape.names.has(written) || shape.old.has(written) || written in shape.elsewhere) continue;
      const [message = "", ...others] = describeMisspelt(wrap({ [written]: "x" }) as never);
      expect(others).toEqual([]);
      // A slip can be as near to another field: "nme" may be "name".
      const suggested = /^unknown field (.*): did you mean (\w+)\?$/.exec(message);
      expect(suggested?.[1], written).toBe(place + written);
      expect(shape.names, written).toContain(suggested?.[2]);
      if (name.length > 5) expect(suggested?.[2]).toBe(name);
    }
  });

  test("takes fields of other versions", () => {
    const newer = ["engineGroups", "warmPool", "x", "quantizationPolicy", "constructor", "__proto__", "toString", ""];
    const members = Object.fromEntries(newer.map((name) => [name, {}]));
    expect(describeMisspelt(wrap(members) as never)).toEqual([]);
  });

  test("says where a field belongs", () => {
    for (const [name, where] of Object.entries(shape.elsewhere)) {
      expect(describeMisspelt(wrap({ [name]: "x" }) as never)).toEqual([
        `unknown field ${place}${name}: did you mean ${where}?`,
      ]);
    }
  });
});

test.each([
  ["a pod's spec", V1PodSpec, fields(POD_FIELDS, CONTAINERS)],
  ["a container", V1Container, CONTAINER],
  ["a variable", V1EnvVar, ENV.shape],
  ["a mount", V1VolumeMount, CONTAINER.inside["volumeMounts"]?.shape],
  ["metadata", V1ObjectMeta, SHAPES.get("nvidia.com/v1beta1 DynamoGraphDeployment")?.inside["metadata"]?.shape],
])("%s has all fields of Kubernetes", (_, model, shape) => {
  const names = model.getAttributeTypeMap().map(({ baseName }) => baseName);
  expect(names.length).toBeGreaterThan(2);
  expect([...(shape?.names ?? [])]).toEqual(expect.arrayContaining(names));
});

const graph = (services: object, rest: object = {}) =>
  ({
    apiVersion: "nvidia.com/v1alpha1",
    kind: "DynamoGraphDeployment",
    metadata: { name: "g" },
    spec: { services },
    ...rest,
  }) as never;

describe("a graph", () => {
  test("of a version that is not known is not checked", () => {
    expect(describeMisspelt(graph({ Worker: { extraPodSpecs: {} } }, { apiVersion: "nvidia.com/v1" }))).toEqual([]);
  });

  test("keeps its Model Express, which is checked on its own", () => {
    const services = { ModelExpress: { componentType: "ModelExpress", pvc: {}, modles: [], replica: 1 } };
    expect(describeMisspelt(graph(services))).toEqual([]);
  });

  test("with many such fields has a few of them listed", () => {
    const services = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`w${i}`, { extraPodSpecs: {} }]));
    const messages = describeMisspelt(graph(services));
    expect(messages).toHaveLength(6);
    expect(messages.at(-1)).toBe("and 3 more such fields");
  });

  test("may have fields of any form and length", () => {
    const long = "extraPodSpec".repeat(100_000);
    expect(describeMisspelt(graph({ a: { [long]: {} }, b: 7, c: null, d: [], e: { extraPodSpec: [] } }))).toEqual([]);
    expect(describeMisspelt({ ...(graph({}) as object), spec: "text" } as never)).toEqual([]);
  });
});

describe("types", () => {
  const graph = (type: string) => ({
    apiVersion: "nvidia.com/v1beta1",
    kind: "DynamoGraphDeployment",
    spec: {
      components: [
        { name: "a", type: "worker" },
        { name: "b", type },
      ],
    },
  });

  test.each(["ModelExpres", "MoedlExpress", "modelexpresss", "Model Express", "model.expres"])(
    "%s is almost ModelExpress",
    (type) => {
      expect(describeMisspelt(graph(type))).toEqual([`spec.components[1].type is ${type}: did you mean ModelExpress?`]);
    },
  );

  test.each(["ModelExpress", "model-express", "MODEL_EXPRESS", "worker", "express", "model", "", "x".repeat(1000)])(
    "%s is not",
    (type) => {
      expect(describeMisspelt(graph(type))).toEqual([]);
    },
  );
});
