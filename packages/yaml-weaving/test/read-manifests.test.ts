import { describe, expect, it } from "vitest";
import { ManifestError } from "../src/manifest-error.ts";
import { readManifests } from "../src/read-manifests.ts";

function valuesOf(source: string): unknown[] {
  return readManifests(source, "pod.yaml").map(({ value }) => value);
}

function errorOf(source: string): ManifestError {
  try {
    readManifests(source, "pod.yaml");
  } catch (error) {
    if (error instanceof ManifestError) return error;
    throw error;
  }
  throw new Error("the source was read without an error");
}

describe("readManifests", () => {
  it("gives each document its index in the file and the line on which its content starts", () => {
    const source = "# head\n---\n# only a comment\n---\n\n# about a\na: 1\n---\nnull\n...\n---\nb: 2\n";
    const manifests = readManifests(source, "pod.yaml");
    expect(manifests.map(({ file, documentIndex, line }) => ({ file, documentIndex, line }))).toEqual([
      { file: "pod.yaml", documentIndex: 1, line: 7 },
      { file: "pod.yaml", documentIndex: 3, line: 12 },
    ]);
  });

  it.each([[""], ["\n\n"], ["# nothing\n"], ["---\n---\n"]])("finds no manifest in %j", (source) => {
    expect(valuesOf(source)).toEqual([]);
  });

  it("reads JSON, also when it is indented with tabs", () => {
    expect(valuesOf('{\n\t"a": 1,\n\t"b": [\n\t\t"\\u00e9\\/"\n\t]\n}\n')).toEqual([{ a: 1, b: ["é/"] }]);
  });

  it("reads a file with a byte order mark and Windows line endings", () => {
    expect(valuesOf("\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n")).toEqual([{ a: 1, b: "x\ny\n" }]);
  });

  it("keeps quoted and tagged scalars strings", () => {
    expect(valuesOf("a: \"yes\"\nb: '1'\nc: !!str 012\nd: |\n  5\n")).toEqual([
      { a: "yes", b: "1", c: "012", d: "5\n" },
    ]);
  });

  it("resolves merge keys, where an object's own members win and then the first of a list", () => {
    const source = "a: &a {x: 1, z: 1}\nb: &b {x: 2, w: 2}\nc:\n  <<: [*a, *b]\n  z: 3\n";
    expect(valuesOf(source)[0]).toMatchObject({ c: { x: 1, w: 2, z: 3 } });
  });

  it("makes every use of an anchor a value of its own", () => {
    const [value] = valuesOf("a: &a {x: []}\nb: *a\n") as [{ a: { x: unknown[] }; b: { x: unknown[] } }];
    value.a.x.push(1);
    expect(value.b.x).toEqual([]);
  });
});

describe("a file that cannot be read", () => {
  it.each([
    ["a: 1\na: 2\n", 'pod.yaml:2:1: the key "a" occurs twice in one object: keep one of them'],
    ["a:\n\tb: 1\n", "pod.yaml:2:1: a tab is used as indentation: indent with spaces"],
    [
      "a:\n  b: 1\n c: 2\n",
      "pod.yaml:3:1: the indentation does not fit the lines above: align this line with its siblings",
    ],
    [
      "a: {{ .Values.x }}\n",
      "pod.yaml:1:5: this is a template, not a manifest: render it first, for example with `helm template`, and pass the result",
    ],
    [
      "a: x: y\n",
      "pod.yaml:1:4: a second `key:` on one line, or a wrong indentation: quote the value or align the line with its siblings",
    ],
    ["a: @x\n", "pod.yaml:1:4: a value starts with a character that YAML reserves: quote the value"],
    [
      '{"a": 1}\n{"b": 2}\n',
      "pod.yaml:2:1: a second JSON value follows the first: put a line with `---` between them, or make them the items of a List",
    ],
    [
      '{"a": 1} {"b": 2}',
      "pod.yaml:1:10: a value begins where none is expected: put a comma before it, or a line with `---` if a new document starts",
    ],
    [
      '{"a": {"b": 1} {"c": 2}}',
      "pod.yaml:1:16: a value begins where none is expected: put a comma before it, or a line with `---` if a new document starts",
    ],
    ['a: "b\nc: d\n', 'pod.yaml:3:1: a " before this is not closed: add the closing "'],
    ["a: 'b\nc: d\n", "pod.yaml:3:1: a ' before this is not closed: add the closing '"],
    [
      "a: b\nc\nd: e\n",
      "pod.yaml:2:1: a line has no `key: value`: add the colon and the value, or indent it if it belongs to the value above",
    ],
    [
      "a:\n  - b: c\n   d: e\n",
      "pod.yaml:3:1: an item of a list has no -, or the indentation does not fit the lines above: align this line with its siblings",
    ],
    ["a: - b\n", "pod.yaml:1:4: a list begins on the line of its key: put each - on a line of its own"],
    [
      '{"a": 1 "b": 2}',
      "pod.yaml:1:7: between { and }, or [ and ], a comma is missing, or an item is written as outside of them: separate the items with commas",
    ],
    [
      '{"a": 1}\nb: 2\n',
      "pod.yaml:2:1: unexpected text after the end of a value: indent or quote it, or put `---` before it if a new document starts",
    ],
    [
      '{"a": [1, 2\n',
      "pod.yaml:2:1: a [ before this is not closed: add the ], and indent the lines before it further than the key",
    ],
    [
      "a: {b: c\nd: e\n",
      "pod.yaml:2:1: a { before this is not closed: add the }, and indent the lines before it further than the key",
    ],
    [
      Buffer.from("\ufeffapiVersion: v1", "utf16le").toString("utf8"),
      "pod.yaml:1:1: the file is saved as UTF-16, as PowerShell's > writes it: save it as UTF-8",
    ],
    [
      Buffer.from("\ufeffapiVersion: v1", "utf16le").swap16().toString("utf8"),
      "pod.yaml:1:1: the file is saved as UTF-16, as PowerShell's > writes it: save it as UTF-8",
    ],
    [
      Buffer.from("a: \u00e9", "latin1").toString("utf8"),
      "pod.yaml:1:4: a character is not UTF-8: save the file as UTF-8",
    ],
    [
      "a: \u0000\u0001",
      "pod.yaml:1:4: the file is not plain text (U+0000): pass a YAML or JSON file that is saved as UTF-8",
    ],
    ["? [a]\n: b\n", "pod.yaml:1:3: a key is not a single word: use a plain or quoted string as the key"],
    [
      "a: *b\n",
      "pod.yaml:1:4: the alias *b does not refer to a complete earlier value: set the anchor &b on an earlier value that does not contain the alias",
    ],
    [
      "a: &a [*a]\n",
      "pod.yaml:1:8: the alias *a does not refer to a complete earlier value: set the anchor &a on an earlier value that does not contain the alias",
    ],
    [
      "<<: 1\n",
      "pod.yaml:1:1: `<<` merges something that is not an object: use an alias of an object, or a list of such aliases",
    ],
    [
      `${"[".repeat(5000)}${"]".repeat(5000)}`,
      expect.stringMatching(/^pod\.yaml:1:\d+: the document is nested too deeply: /),
    ],
  ])("says what is wrong, where, and the way out of %j", (source, message) => {
    expect(errorOf(source).message).toEqual(message);
  });

  it("keeps its place and cause apart from the message", () => {
    const { file, line, column, cause } = errorOf("a:\n\tb: 1\n");
    expect({ file, line, column }).toEqual({ file: "pod.yaml", line: 2, column: 1 });
    expect(cause).toMatchObject({ code: "TAB_AS_INDENT" });
  });

  it("stops aliases that multiply", () => {
    const layers = Array.from({ length: 20 }, (_, layer) => {
      return `a${layer + 1}: &a${layer + 1} [${Array(10).fill(`*a${layer}`).join(", ")}]\n`;
    });
    expect(errorOf(`a0: &a0 lol\n${layers.join("")}`).message).toContain("multiply into too many values");
  });

  it("takes no longer for an object of very many members", () => {
    const source = Array.from({ length: 50_000 }, (_, index) => `k${index}: v\n`).join("");
    expect(Object.keys(valuesOf(source)[0] as object)).toHaveLength(50_000);
  });
});
