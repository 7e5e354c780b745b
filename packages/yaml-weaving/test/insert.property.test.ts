import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { insertAdditions } from "../src/insert.ts";
import type { Manifest } from "../src/manifest.ts";
import { ManifestError } from "../src/manifest-error.ts";
import { readManifests } from "../src/read-manifests.ts";
import { additionsFor, type Choice, choices } from "./generated-additions.ts";
import { documentText, type Features } from "./generated-document.ts";

const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 300);

describe("generated additions to generated documents", () => {
  it("say the same as the reference implementation of RFC 6902 in block style", () => check({}));
  it("say the same in block style with empty values", () => check({ empty: true }));
  it("say the same in mixed styles", () => check({ brackets: true, empty: true }));
  it("say the same in JSON", () => check({ json: true, empty: true }));
  it("say the same with anchors, aliases and merge keys", () => check({ anchors: true, brackets: true, empty: true }));
  it("keep every line of the source in block style", () =>
    check({}, (source, text) => {
      // A new first element of an array inside an array goes on the line of the outer dash.
      const isCompact = /- +-/.test(source);
      expect(isCompact || isSubsequence(linesOf(source), linesOf(text))).toBe(true);
    }));
  it("keep every character of the source that has no empty values or aliases", () =>
    check({ brackets: true }, (source, text) => expect(isSubsequence([...source], [...text])).toBe(true)));
});

type Check = (source: string, text: string) => void;

function check(features: Features, alsoCheck: Check = () => undefined): void {
  const property = fc.property(documentText(features), choices, (source, chosen) => {
    const manifest = readOne(source);
    fc.pre(manifest !== undefined);
    checkOne(source, manifest, chosen, alsoCheck);
  });
  fc.assert(property, { numRuns: RUNS, maxSkipsPerRun: 1 });
}

function checkOne(source: string, manifest: Manifest, chosen: readonly Choice[], alsoCheck: Check): void {
  const { operations, value } = additionsFor(manifest.value, chosen);
  const { text } = insertAdditions(source, [manifest], new Map([[manifest, operations]]));
  const [result] = read(text);
  expect(result?.value, text).toEqual(value);
  alsoCheck(source, text);
}

function read(text: string): Manifest[] {
  try {
    return readManifests(text, "file");
  } catch (error) {
    throw new Error(`cannot read back:\n${text}`, { cause: error });
  }
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

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}
