import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { type ExpandedCase, GOLDEN_FOLDER, readCases } from "./read-cases.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Reads one file of cases with the golden folder's shapes. */
function readTheme(cases: string, patches: Readonly<Record<string, string>> = {}): readonly ExpandedCase[] {
  const folder = mkdtempSync(path.join(tmpdir(), "golden-"));
  folders.push(folder);
  for (const name of ["cases", "patches"]) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, "cases/theme.yaml"), cases);
  for (const [name, text] of Object.entries(patches)) writeFileSync(path.join(folder, "patches", name), text);
  return readCases({ folder: pathToFileURL(`${folder}/`), shapes: new URL("shapes.yaml", GOLDEN_FOLDER) });
}

describe("a mistake in a case fails with the file, the case and the key", () => {
  test.each([
    ["expect: SharedPull, offlin: []", "offlin"],
    ["pod: { anotations: {} }, expect: SharedPull", "pod.anotations"],
    ["pod: { main: { argz: [] } }, expect: SharedPull", "pod.main.argz"],
    ["pod: { base: wroker }, expect: SharedPull", 'pod: no shape is called "wroker"'],
    ["pod: { containers: { a: { like: vlm } } }, expect: SharedPull", 'like: no container shape is called "vlm"'],
    ["cluster: shraed, expect: SharedPull", 'cluster: no shape is called "shraed"'],
    ["cluster: [{ service: a, sreves: b }], expect: SharedPull", "cluster.0.sreves"],
    ["expect: { reason: SharedPull, modells: [] }", "expect.modells"],
    ["expect: { reason: SharedPull, pull: { timeuot: 1 } }", "expect.pull.timeuot"],
    ["expect: { reason: SharedPull, on: { main: { paht: / } } }", "expect.on.main.paht"],
    ["expect: { reason: SharedPull, on: { engine: {} } }", 'on: "engine" is not one of the containers [main]'],
    ["expect: { reason: SharedPull, offline: [engine] }", 'offline: "engine" is not one of the containers'],
    ["expect: { reason: SharedPull, containers: [engine] }", 'the pod has no container "engine"'],
    ["expect: { reason: SharedPull, without: [HF_HOMES] }", "without: HF_HOMES is not a variable"],
    ["expect: { reason: UrlOnly, without: [HF_HOME] }", "without: HF_HOME is not a variable"],
    ["expect: { reason: NoModelExpress, models: [a/b] }", "models: remove it"],
    ["expect: { reason: SharedPull, patch: whole, models: [a/b] }", "models: remove it"],
  ])("{ %s }", (text, problem) => {
    expect(() => readTheme(`a-case: { ${text} }`)).toThrow(`theme.yaml: a-case: `);
    expect(() => readTheme(`a-case: { ${text} }`)).toThrow(problem);
  });
});

test("a name belongs to one case", () => {
  expect(() => readTheme("a: { expect: SharedPull }\na: { expect: UrlOnly }\n")).toThrow(
    "theme.yaml: cannot be parsed",
  );
});

test("a patch belongs to a case, which says so", () => {
  expect(() => readTheme("a: { expect: SharedPull }", { "b.json": "[]" })).toThrow("patches/b.json: no case");
  expect(() => readTheme("a: { expect: SharedPull }", { "a.json": "[]" })).toThrow("theme.yaml: a: patch: ");
  const [whole] = readTheme("a: { expect: { reason: SharedPull, patch: whole } }", { "a.json": "[]" });
  expect(whole?.patch).toEqual([]);
});

test("proposals are not read", () => {
  const patches = { "b.proposed.json": "[]" };
  expect(readTheme("a: { expect: NoTarget }", patches).map(({ name }) => name)).toEqual(["a"]);
});

test("a variable that the container defines is not added, and an override takes the place of the contract's", () => {
  const [one] = readTheme(`
a:
  pod: { main: { env: { HF_HOME: /mine } } }
  expect: { reason: SharedPull, without: [HF_HUB_OFFLINE], env: { MX_SERVER_ADDRESS: $(MODEL_EXPRESS_URL) } }
`);
  const added = one?.patch.filter(({ path: at }) => at === "/spec/containers/0/env/-").map(({ value }) => value);
  expect(added).toEqual([
    { name: "MODEL_EXPRESS_URL", value: "http://model-express.inference.svc:8001" },
    { name: "MX_SERVER_ADDRESS", value: "$(MODEL_EXPRESS_URL)" },
    { name: "MODEL_EXPRESS_PATH", value: "/model-express" },
    { name: "HF_HUB_CACHE", value: "/model-express/hub" },
    { name: "MODEL_EXPRESS_CACHE_DIRECTORY", value: "/model-express/hub" },
  ]);
});
