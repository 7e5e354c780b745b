import fc from "fast-check";
import jsonPatch, { type Operation } from "fast-json-patch";
import { describe, expect, it } from "vitest";
import { type ChangeOperation, changeText } from "../src/change.ts";
import type { InsertedText } from "../src/insert.ts";
import type { Manifest } from "../src/manifest.ts";
import { ManifestError } from "../src/manifest-error.ts";
import { readManifests } from "../src/read-manifests.ts";
import { documentText, type Features } from "./generated-document.ts";

const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 300);

describe("removals from generated documents", () => {
  it("say the same as the reference implementation of RFC 6902 in block style", () => check({}));
  it("say the same in mixed styles", () => check({ brackets: true, empty: true }));
  it("say the same in JSON", () => check({ json: true, empty: true }));
  it("say the same with anchors, aliases and merge keys", () => check({ anchors: true, brackets: true, empty: true }));
  it("leave every line that stays as it was, in block style", () =>
    check({}, (source, { text, notes }) => {
      const isKept = isSubsequence(text.trimEnd().split(/\r?\n/), source.split(/\r?\n/));
      expect(notes.length === 1 || isKept, text).toBe(true);
    }));
});

type Check = (source: string, changed: InsertedText) => void;

function check(features: Features, alsoCheck: Check = () => undefined): void {
  const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 3 });
  const property = fc.property(documentText(features), picks, (source, chosen) => {
    const manifest = readOne(source);
    fc.pre(manifest !== undefined);
    const { value, operations } = removalsFrom(manifest.value, chosen);
    fc.pre(operations.length > 0);
    const changed = changeText(source, [manifest], new Map([[manifest, { value, operations }]]));
    expect(readManifests(changed.text, "file")[0]?.value, changed.text).toEqual(value);
    alsoCheck(source, changed);
  });
  fc.assert(property, { numRuns: RUNS, maxSkipsPerRun: 3 });
}

/** Members and elements of which none contains another, the last ones first. */
function removalsFrom(start: unknown, chosen: readonly number[]): { value: unknown; operations: ChangeOperation[] } {
  const value = structuredClone(start);
  const all = placesIn(start, "");
  const picked = new Set(chosen.flatMap((pick) => all[pick % all.length] ?? []));
  const apart = [...picked].filter((path) => ![...picked].some((other) => path.startsWith(`${other}/`)));
  const inOrder = all.filter((path) => apart.includes(path)).reverse();
  const operations = inOrder.map((path) => ({ op: "remove", path }) as const);
  jsonPatch.applyPatch(value, operations as Operation[], true);
  return { value, operations };
}

/** In the order of the document. */
function placesIn(node: unknown, path: string): string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, child]) => {
    const inner = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return [inner, ...placesIn(child, inner)];
  });
}

// The generator may indent so oddly that the text is no YAML.
function readOne(source: string): Manifest | undefined {
  try {
    return readManifests(source, "file").at(0);
  } catch (error) {
    if (error instanceof ManifestError) return undefined;
    throw error;
  }
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let found = 0;
  for (const line of whole) if (line === part[found]) found += 1;
  return found === part.length;
}
