import fc from "fast-check";
import jsonPatch, { type Operation } from "fast-json-patch";
import type { AddOperation } from "../src/add-operation.ts";
import type { JsonValue } from "../src/json-value.ts";

/** Where and what to add, before it is known what the document holds. */
export interface Choice {
  readonly place: number;
  readonly index: number;
  readonly value: JsonValue;
}

const script = fc
  .array(fc.constantFrom("set -eu", "  two", "", "#x", "\ta", "a: b", " ", "'", '"', "é", "\r"), { minLength: 2 })
  .map((lines) => lines.join("\n"));
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.string({ unit: fc.constantFrom(..."-:.# 01eE+_nyox,[]{}'\"\\\n\t/$()@~=T"), maxLength: 8 }),
  fc.constantFrom("yes", "on", "null", "~", "1e3", "012", "0x1F", "12:30", "2024-01-01", "", "-", "---", "$(A)", "<<"),
  script,
);
const value = fc.letrec<{ any: JsonValue }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    text,
    fc.constantFrom(1, -1, 0.5, 1e21, true, false, null),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom("name", "a/b", "x~y", "on", "1"), text), tie("any"), { maxKeys: 3 }),
  ),
})).any;

export const choices: fc.Arbitrary<Choice[]> = fc.array(fc.record({ place: fc.nat(), index: fc.nat(), value }), {
  minLength: 1,
  maxLength: 6,
});

/** Turns choices into operations that the value allows, and applies them with the reference implementation. */
export function additionsFor(
  start: unknown,
  chosen: readonly Choice[],
): { operations: AddOperation[]; value: unknown } {
  const value = JSON.parse(JSON.stringify(start));
  const operations: AddOperation[] = [];
  for (const [count, choice] of chosen.entries()) {
    const places = placesIn(value, "", count);
    const place = places[choice.place % places.length];
    if (place === undefined) continue;
    const path =
      place.endsWith("/#") && Array.isArray(jsonPatch.getValueByPointer(value, place.slice(0, -2)))
        ? place.slice(0, -1) + (choice.index % (lengthAt(value, place) + 1))
        : place;
    const operation: AddOperation = { op: "add", path, value: choice.value };
    operations.push(operation);
    jsonPatch.applyOperation(value, JSON.parse(JSON.stringify(operation)) as Operation, true);
  }
  return { operations, value };
}

function placesIn(node: unknown, path: string, count: number): string[] {
  if (typeof node !== "object" || node === null) return [];
  const inside = Object.entries(node).flatMap(([key, child]) => {
    const childPath = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const isEmpty = child === null || (typeof child === "object" && Object.keys(child).length === 0);
    const replaced = isEmpty && !Array.isArray(node) ? [childPath] : [];
    return [...replaced, ...placesIn(child, childPath, count)];
  });
  return [...inside, ...(Array.isArray(node) ? [`${path}/-`, `${path}/#`] : [`${path}/new~1${count}`])];
}

function lengthAt(value: unknown, place: string): number {
  const array = place === "/#" ? value : jsonPatch.getValueByPointer(value, place.slice(0, -2));
  return (array as unknown[]).length;
}
