import { describe, expect, test } from "vitest";
import { insertAdditions } from "../src/insert.ts";
import { readManifests } from "../src/read-manifests.ts";

/** Replaces the text at `/args/0`, and gives the source and what it means afterwards. */
function replaced(source: string, value: string): { text: string; value: unknown } {
  const manifests = readManifests(source, "pod.yaml");
  const [manifest] = manifests;
  if (manifest === undefined) throw new Error("the source has no document");
  const { text } = insertAdditions(
    source,
    manifests,
    new Map([[manifest, [{ op: "replace", path: "/args/0", value }]]]),
  );
  const after = readManifests(text, "pod.yaml")[0]?.value as { args: unknown[] } | undefined;
  return { text, value: after?.args[0] };
}

describe("words that are put into a text", () => {
  test.each([
    ["a plain one", "args: [run it now]\n", "run it fast now", "args: [run it fast now]\n"],
    [
      "in single quotes",
      "args:\n- 'run ''it'' all now' # why\n",
      "run 'it' all fast now",
      "args:\n- 'run ''it'' all fast now' # why\n",
    ],
    ["in double quotes", 'args: ["run\\tit now"]\n', "run\tit fast now", 'args: ["run\\tit fast now"]\n'],
    [
      "in a block",
      "args:\n  - |\n    set -e\n    run it now\nx: 1\n",
      "set -e\nrun it fast now\n",
      "args:\n  - |\n    set -e\n    run it fast now\nx: 1\n",
    ],
    ["folded", "args:\n  - >-\n    run it\n    now\n", "run it fast now", "args:\n  - >-\n    run it fast\n    now\n"],
    ["twice", "args: [run it && run it]\n", "run it fast && run it fast", "args: [run it fast && run it fast]\n"],
    [
      "the second of equal ones",
      "args: [run it && run it]\n",
      "run it && run it fast",
      "args: [run it && run it fast]\n",
    ],
  ])("%s", (_, source, value, expected) => {
    expect(replaced(source, value)).toEqual({ text: expected, value });
  });

  test("a text that cannot be changed in place is written in double quotes", () => {
    const { text, value } = replaced('args: ["r\\x75n now"]\n', "run fast now");
    expect(value).toBe("run fast now");
    expect(text).toBe('args: ["run fast now"]\n');
  });

  test("a text behind an alias is not replaced", () => {
    expect(() => replaced("a: &x run it\nargs: [*x]\n", "run it fast")).toThrow("there is no text");
  });
});
