import jsonPatch from "fast-json-patch";
import { describe, expect, it } from "vitest";
import { type ChangeOperation, changeText } from "../src/change.ts";
import type { InsertedText } from "../src/insert.ts";
import { readManifests } from "../src/read-manifests.ts";

function changed(source: string, ...operations: readonly ChangeOperation[]): InsertedText {
  const [manifest] = readManifests(source, "file.yaml");
  if (manifest === undefined) throw new Error("no document");
  const { newDocument: value } = jsonPatch.applyPatch(
    structuredClone(manifest.value),
    structuredClone(operations) as jsonPatch.Operation[],
  );
  return changeText(source, [manifest], new Map([[manifest, { value, operations }]]));
}

function without(source: string, ...paths: readonly string[]): string {
  return changed(source, ...paths.map((path) => ({ op: "remove", path }) as const)).text;
}

describe("a member that is removed", () => {
  const source = `# the file
a:
  # about b
  # and more
  b:
    c: 1
    # inside b
    d: [1, 2]

  # about e
  e: 2   # behind e
# the end
`;

  it("takes along the comments above it and inside, and leaves the rest", () => {
    expect(without(source, "/a/b")).toBe("# the file\na:\n\n  # about e\n  e: 2   # behind e\n# the end\n");
  });

  it("can be the last one", () => {
    const text = source.replace("# the end\n", "");
    expect(without(text, "/a/e")).toBe(text.replace("  # about e\n  e: 2   # behind e\n", ""));
  });

  it("can be the last line of a file without a line break", () => {
    expect(without("a: 1\nb: 2", "/b")).toBe("a: 1\n");
  });

  it("keeps the line breaks of Windows", () => {
    expect(without("a: 1\r\nb: 2\r\nc: 3\r\n", "/b")).toBe("a: 1\r\nc: 3\r\n");
  });

  it.each([
    ["{a: 1, b: 2, c: 3}", "/a", "{b: 2, c: 3}"],
    ["{a: 1, b: 2, c: 3}", "/b", "{a: 1, c: 3}"],
    ["{a: 1, b: 2, c: 3}", "/c", "{a: 1, b: 2}"],
    ['{\n  "a": 1,\n  "b": 2\n}', "/b", '{\n  "a": 1\n}'],
    ["- 1\n- 2\n- 3\n", "/1", "- 1\n- 3\n"],
    ["a/b: 1\nc~d: 2\ne: 3\n", "/a~1b", "c~d: 2\ne: 3\n"],
    ["a/b: 1\nc~d: 2\ne: 3\n", "/c~0d", "a/b: 1\ne: 3\n"],
  ])("leaves of %j without %s %j", (text, path, expected) => {
    expect(without(text, path)).toBe(expected);
  });
});

describe("a document that cannot be changed in its text", () => {
  it.each([
    ["a member behind an alias", "one: &x {a: 1, b: 2}\ntwo: *x\n", "/two/a", "one:\n  a: 1\n  b: 2\ntwo:\n  b: 2\n"],
    ["a merged member", "one: &x {a: 1}\ntwo: {<<: *x, b: 2}\n", "/two/a", "one:\n  a: 1\ntwo:\n  b: 2\n"],
    ["an anchor that is used elsewhere", "one: &x {a: 1}\ntwo: *x\n", "/one", "two:\n  a: 1\n"],
    ["the first member of an element", "- a: 1\n  b: 2\n", "/0/a", "- b: 2\n"],
  ])("because of %s says the same all the same", (_why, text, path, expected) => {
    expect(without(text, path)).toBe(expected);
  });

  it("is rewritten with a note, and its neighbours are left alone", () => {
    const source = "# one\na: 1 # x\n---\n# two\nb: 2 # y\n---\n# three\nc: 3 # z\n";
    const manifests = readManifests(source, "file.yaml");
    const operations = [{ op: "replace", path: "", value: { kind: "Other" } }] as const;
    const changes = new Map(
      [...manifests.entries()]
        .filter(([i]) => i === 1)
        .map(([, each]) => [each, { value: { kind: "Other" }, operations }]),
    );

    const { text, notes } = changeText(source, manifests, changes);

    expect(text).toBe("# one\na: 1 # x\n---\n# two\nkind: Other\n---\n# three\nc: 3 # z\n");
    expect(notes).toEqual(["file.yaml:5: rewritten, without its comments"]);
  });

  it("stays JSON", () => {
    expect(changed('{"a": 1}', { op: "replace", path: "/a", value: 2 }).text).toBe('{\n  "a": 2\n}');
  });
});

it("adds and removes in one document", () => {
  const { text, notes } = changed(
    "metadata:\n  name: x # it\nspec:\n  a: 1\n  b: 2\n",
    { op: "remove", path: "/spec/a" },
    { op: "add", path: "/metadata/annotations", value: { note: "one\ntwo\n" } },
  );

  expect(text).toBe("metadata:\n  name: x # it\n  annotations:\n    note: |\n      one\n      two\nspec:\n  b: 2\n");
  expect(notes).toEqual([]);
});
