import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkGraph } from "../../walls/check-graph.ts";
import { checkFiles, type Violation } from "../../walls/check-imports.ts";
import { MAPS, replaceMap } from "../../walls/render-map.ts";
import { mayImport } from "../../walls/rooms.ts";
import { type Room, TABLE } from "../../walls/table.ts";

/** A file of the room, by its path from the root. */
function fileOf({ path }: Room, name = "probe.ts"): string {
  return path.endsWith(".ts") ? path : `${path}/${name}`;
}

/** The import of another room's file. */
function specifierOf(from: Room, to: Room): string {
  const [, workspace] = /^packages\/([^/]+)\/src$/.exec(to.path) ?? [];
  if (workspace !== undefined) return `@model-express-injector/${workspace}/other.ts`;
  const up = "../".repeat(fileOf(from).split("/").length - 1);
  return `${up}${fileOf(to, "other.ts")}`;
}

function check(room: Room, text: string): readonly Violation[] {
  return checkFiles([{ path: fileOf(room), text }]);
}

const PAIRS = TABLE.flatMap((from) => TABLE.filter((to) => to !== from).map((to) => ({ from, to })));

const FORMS = {
  "a value": (specifier: string) => `import { x } from "${specifier}";`,
  "a type": (specifier: string) => `import type { X } from "${specifier}";`,
  "a re-export": (specifier: string) => `export * from "${specifier}";`,
  "a dynamic import": (specifier: string) => `export const load = () => import("${specifier}");`,
  "a type by import()": (specifier: string) => `export type X = import("${specifier}").X;`,
} as const;

describe("the walls", () => {
  it.each(Object.entries(FORMS))("report every forbidden pair of rooms, by %s", (_, write) => {
    const forbidden = PAIRS.filter(({ from, to }) => !mayImport(from, to.path));
    const passed = forbidden.filter(({ from, to }) => check(from, write(specifierOf(from, to))).length === 0);
    expect(forbidden.length).toBeGreaterThan(PAIRS.length / 2);
    expect(passed.map(({ from, to }) => `${from.path} → ${to.path}`)).toEqual([]);
  });

  it("let every pair through that the table allows", () => {
    const allowed = PAIRS.filter(({ from, to }) => mayImport(from, to.path));
    const reported = allowed.flatMap(({ from, to }) => check(from, `import { x } from "${specifierOf(from, to)}";`));
    expect(allowed.length).toBeGreaterThan(100);
    expect(reported).toEqual([]);
  });

  it.each(["node:fs", "node:fs/promises", "node:process", "pino", "zod/v4/core", "@kubernetes/client-node"])(
    "keep %s out of every room that does not list it",
    (specifier) => {
      const [, builtIn] = /^node:(.*)/.exec(specifier) ?? [];
      const name = specifier.startsWith("@") ? specifier : (specifier.split("/")[0] ?? "");
      const lists = ({ node = [], libraries = [] }: Room): boolean =>
        builtIn === undefined ? libraries.includes(name) : node.includes(builtIn);
      const silent = TABLE.filter((room) => check(room, `import * as x from "${specifier}";`).length === 0);
      expect(silent.map(({ path }) => path)).toEqual(TABLE.filter(lists).map(({ path }) => path));
    },
  );

  it("report an import whose name is computed, and a file in no room", () => {
    const [room] = TABLE;
    expect(room && check(room, "export const load = (name: string) => import(name);")).toHaveLength(1);
    expect(checkFiles([{ path: "src/new-folder/file.ts", text: "" }])).toHaveLength(1);
  });

  it("report a package's file that is imported by its path", () => {
    const text = 'import { x } from "../../../packages/shell-reading/src/other.ts";';
    expect(checkFiles([{ path: "src/injection/pod/probe.ts", text }])).toHaveLength(1);
  });

  it.each(MAPS)("stand in the map of $page: npm run walls", ({ page, render }) => {
    const text = readFileSync(page, "utf8");
    expect(text).toBe(replaceMap(text, render(TABLE)));
  });
});

describe("the pure rooms", () => {
  const pure = TABLE.filter(({ isPure }) => isPure);
  const IMPURE = [
    "Date.now()",
    "new Date()",
    "performance.now()",
    'process.env["HOME"]',
    "Math.random()",
    'Math["random"]()',
    "(({ random }) => random())(Math)",
    '((key: "random") => Math[key]())("random")',
    "setTimeout(() => {}, 1)",
    'console.log("text")',
    'fetch("http://host")',
    "crypto.randomUUID()",
    'globalThis["process"]',
    'Buffer.from("text")',
    'eval("1")',
    'new Function("1")',
    '(() => {}).constructor("1")',
    'require("fs")',
    "import.meta.url",
    "new Intl.DateTimeFormat()",
    '"a".localeCompare("b")',
    "(1.5).toLocaleString()",
    "structuredClone({})",
    "queueMicrotask(() => {})",
    "new WeakRef({})",
    "null as unknown as NodeJS.Timeout",
  ];

  it("are the packages' shell, Kubernetes' notations, Model Express and the injection", () => {
    expect(pure.map(({ path }) => path.replace(/^(src\/injection).*/, "$1"))).toEqual(
      expect.arrayContaining(["packages/shell-reading/src", "src/kubernetes", "src/model-express", "src/injection"]),
    );
    expect(pure.flatMap(({ libraries = [], node = [] }) => [...libraries, ...node])).toEqual([]);
  });

  it.each(IMPURE)("may not use %s", (expression) => {
    const passed = pure.filter((room) => check(room, `export const x = () => ${expression};`).length === 0);
    expect(passed).toEqual([]);
  });

  it("may name a member or a key as the outside names its own", () => {
    const text = "export const x = (pod: { process: number }) => ({ Date: pod.process });";
    expect(pure.flatMap((room) => check(room, text))).toEqual([]);
  });
});

describe("the graph", () => {
  const file = (path: string, ...imports: readonly string[]) => ({
    path,
    text: imports.map((each) => `import type { X } from "./${each}";`).join("\n"),
  });
  const [ground, above] = [
    { path: "src/ground", what: "" },
    { path: "src/above", what: "", rooms: ["src/ground"] },
  ];

  it("has no cycle of files, not even of types", () => {
    const files = [file("src/ground/a.ts", "b.ts"), file("src/ground/b.ts", "c.ts"), file("src/ground/c.ts", "a.ts")];
    expect(checkGraph(files, [ground])).toEqual([
      { path: "src/ground/a.ts", line: 1, message: "imports itself by way of src/ground/b.ts, src/ground/c.ts" },
    ]);
  });

  it("has no arrow from a lower room to a higher one", () => {
    const files = [file("src/above/a.ts", "../ground/b.ts"), file("src/ground/b.ts", "../above/c.ts")];
    const problems = checkGraph(files, [{ ...ground, rooms: ["src/above"] }, above]).map(({ message }) => message);
    expect(problems).toEqual(["src/ground stands above src/above, which it may import"]);
  });

  it("has no permission that nothing uses", () => {
    const problems = checkGraph([file("src/above/a.ts")], [ground, { ...above, libraries: ["pino"], node: ["fs"] }]);
    expect(problems.map(({ message }) => message)).toEqual([
      "src/above may import src/ground, and does not",
      "src/above may import pino, and does not",
      "src/above may import node:fs, and does not",
    ]);
  });
});

describe("node walls/check.ts", () => {
  it("reads the files below its root, and ends with 1 for each kind of import", () => {
    const root = mkdtempSync(join(tmpdir(), "walls-"));
    const probes = {
      "src/kubernetes/folder.ts": 'import { DIRECT } from "../reach/dialer.ts";\nexport const way = DIRECT.way;\n',
      "src/model-express/type.ts": 'export type Way = import("../reach/dialer.ts").Dialer;\n',
      "src/injection/pod/library.ts": 'import pino from "pino";\nexport const log = pino();\n',
      "src/injection/patch/built-in.ts": 'export const load = () => import("node:fs");\n',
      "src/injection/clock.ts": "export const now = () => Date.now();\n",
      "packages/shell-reading/src/environment.ts": 'export const home = process.env["HOME"];\n',
      "packages/yaml-weaving/src/core.ts": 'export * from "../../../src/kubernetes/json.ts";\n',
    };
    for (const [path, text] of Object.entries(probes)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { status, stderr } = spawnSync(process.execPath, ["walls/check.ts", root], { encoding: "utf8" });
    rmSync(root, { recursive: true });
    expect(status).toBe(1);
    for (const path of Object.keys(probes)) expect(stderr).toContain(`${path}:1: `);
  });
});
