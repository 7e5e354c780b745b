import type { JsonObject, JsonValue } from "../../../src/kubernetes/json.ts";
import { FRAGMENTS, nested, PAIRS, repeat } from "./fragments.ts";
import { type Place, placesIn, useOf, valueAt, withValue } from "./places.ts";
import { CLAIM, GRAPH, GRAPH_V1BETA1, MODEL_EXPRESS, NAMESPACE, podSeeds, SERVICE } from "./seeds.ts";
import type { SUBJECTS } from "./subjects.ts";

/** One thing in an object that a tenant can make as large as they like. */
export interface Grown {
  readonly subject: keyof typeof SUBJECTS;
  /** What grows, and where. */
  readonly name: string;
  /** The object, with about so many characters or elements there. */
  readonly make: (size: number) => JsonObject;
}

/** By subject: some seeds, or all that differ in what they use. */
export type Seeds = "some" | "all";

function seedsOf(seeds: Seeds): readonly (readonly [keyof typeof SUBJECTS, readonly JsonObject[]])[] {
  return [
    ["a review of a pod", podSeeds(seeds === "all")],
    ["a pod that is watched", podSeeds(false)],
    ["a pod that is explained", podSeeds(false)],
    ["a Service that is watched", [SERVICE]],
    ["a Namespace that is watched", [NAMESPACE]],
    ["a claim that is watched", [CLAIM]],
    ["a ModelExpress that is watched", [MODEL_EXPRESS]],
    ["a review of a graph", [GRAPH, GRAPH_V1BETA1]],
    ["a graph that is watched", [GRAPH]],
    ["a graph that is read", [GRAPH, GRAPH_V1BETA1]],
  ];
}

/** Every so many of a family, from the first on: a part of each use, and of each fragment. */
export function* every<T>(count: number, family: Iterable<T>): Generator<T> {
  let index = 0;
  for (const each of family) if (index++ % count === 0) yield each;
}

/** Only about one subject, or about all. */
type Subject = Grown["subject"] | undefined;

/** Each text of the seeds filled with each fragment, alone and before something that breaks the row, and with each pair. */
export function* grownTexts(seeds: Seeds, about?: Subject): Generator<Grown> {
  for (const { subject, seed, place, use } of eachUse(seeds, "texts", about)) {
    for (const fragment of FRAGMENTS) {
      for (const end of ["", "\u0001"]) {
        const name = `${use} = ${JSON.stringify(fragment)} repeated${end && ", and a control character"}`;
        yield { subject, name, make: (size) => withValue(seed, place, repeat(fragment, size, end)) };
      }
    }
    for (const pair of PAIRS) {
      const name = `${use} = ${JSON.stringify(pair.join("…"))} nested`;
      yield { subject, name, make: (size) => withValue(seed, place, nested(pair, size)) };
    }
  }
}

/** Each list with more elements like its last, and each object with more members. */
export function* grownLists(seeds: Seeds, about?: Subject): Generator<Grown> {
  for (const { subject, seed, place, use } of eachUse(seeds, "lists", about)) {
    const list = valueAt(seed, place) as readonly JsonValue[];
    yield { subject, name: `${use} the same again`, make: (size) => withValue(seed, place, longer(list, size, false)) };
    yield { subject, name: `${use} others`, make: (size) => withValue(seed, place, longer(list, size, true)) };
  }
  for (const { subject, seed, place, use } of eachUse(seeds, "objects", about)) {
    const object = valueAt(seed, place) as JsonObject;
    yield { subject, name: `${use} more members`, make: (size) => withValue(seed, place, larger(object, size)) };
  }
}

function longer(list: readonly JsonValue[], size: number, hasOwnNames: boolean): JsonValue {
  const last = list.at(-1) ?? "";
  const more = Array.from({ length: size }, (_, index) => (hasOwnNames ? renamed(last, index) : last));
  return [...list, ...more];
}

function renamed(value: JsonValue, index: number): JsonValue {
  if (typeof value === "string") return `${value}${index}`;
  return typeof value === "object" && value !== null && "name" in value
    ? { ...value, name: `${value["name"]}${index}` }
    : value;
}

function larger(object: JsonObject, size: number): JsonObject {
  const [value = "x"] = Object.values(object).slice(-1);
  return { ...object, ...Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, value])) };
}

interface Use {
  readonly subject: keyof typeof SUBJECTS;
  readonly seed: JsonObject;
  readonly place: Place;
  readonly use: string;
}

/** Each use once for a subject. */
function* eachUse(of: Seeds, what: "texts" | "lists" | "objects", about: Subject): Generator<Use> {
  for (const [subject, seeds] of seedsOf(of)) {
    if (about !== undefined && subject !== about) continue;
    const known = new Set<string>();
    for (const seed of seeds) {
      for (const place of placesIn(seed)[what]) {
        const use = useOf(seed, place);
        if (known.has(use)) continue;
        known.add(use);
        yield { subject, seed, place, use };
      }
    }
  }
}
