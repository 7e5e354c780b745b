import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Expectation } from "./case-schema.ts";
import { acceptInto, proposeFor, renderProposal } from "./proposal.ts";
import { type ExpandedCase, expectedPatch, GOLDEN_FOLDER, patchFile, readCases } from "./read-cases.ts";
import { renderPatch } from "./render.ts";

const cases = readCases();

function caseOf(name: string): ExpandedCase {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found;
}

/** The result of code that fulfils the expectation. */
function actualFor(one: ExpandedCase, expectation: Expectation) {
  const { reason, warnings = [] } = expectation;
  return { reason, warnings, patch: expectedPatch(one.pod, expectation, new URL("none.json", GOLDEN_FOLDER)) };
}

describe("a proposal", () => {
  test("is not made for a correct case", () => {
    const one = caseOf("dummy-weights-are-not-pulled");
    expect(proposeFor(one, actualFor(one, one.expectation))).toBeUndefined();
  });

  test.each<[string, Expectation, string[]]>([
    ["offline", { reason: "SharedPull", offline: [] }, ["+ offline: []"]],
    ["a variable", { reason: "SharedPull", without: ["HF_HUB_CACHE"] }, ["+ without: [HF_HUB_CACHE]"]],
    ["an unknown variable", { reason: "SharedPull", env: { NEW: "1" } }, ['+ env: { NEW: "1" }']],
    ["a warning", { reason: "SharedPull", warnings: ["NameTaken"] }, ["+ warnings: [NameTaken]"]],
    ["the mode", { reason: "StreamPull" }, ["- reason: SharedPull", "+ reason: StreamPull"]],
    ["nothing", { reason: "NoTarget" }, ["- reason: SharedPull", "+ reason: NoTarget"]],
    [
      "the pull",
      { reason: "SharedPull", pull: { resources: { requests: { cpu: "1" } }, securityContext: { runAsUser: 7 } } },
      ['+ pull: { securityContext: { runAsUser: 7 }, resources: { requests: { cpu: "1" } } }'],
    ],
  ])("says in the language of the cases what differs: %s", (_, change, difference) => {
    const one = caseOf("mode-shared-shares");
    const proposal = proposeFor(one, actualFor(one, change));
    expect(proposal).toEqual({ expectation: change, difference });
  });

  test("contains the whole patch if the language cannot express it", () => {
    const one = caseOf("mode-shared-shares");
    const patch = [{ op: "add" as const, path: "/spec/nodeName", value: "a" }];
    const proposal = proposeFor(one, { reason: "SharedPull", warnings: [], patch });
    expect(proposal?.difference).toEqual(["+ patch: whole", "~ the whole patch"]);
    expect(proposal?.expectation).toEqual({ reason: "SharedPull", patch: "whole" });
  });

  test("stays whole for a case whose patch is whole", () => {
    const one = caseOf("a-worker-shares-the-instances-claim");
    const proposal = proposeFor(one, actualFor(one, { reason: "SharedPull", offline: [] }));
    expect(proposal).toEqual({
      expectation: { reason: "SharedPull", patch: "whole" },
      difference: ["+ offline: []", "~ the whole patch"],
    });
  });

  test("names a variable in a position that the language cannot express", () => {
    const one = caseOf("mode-shared-shares");
    const { patch } = actualFor(one, { reason: "SharedPull", env: { NEW: "1" } });
    const reordered = patch.map((addition) =>
      addition.path.endsWith("/env")
        ? { ...addition, value: (addition.value as unknown[]).toReversed() as never }
        : addition,
    );
    expect(proposeFor(one, { reason: "SharedPull", warnings: [], patch: reordered })).toEqual({
      expectation: { reason: "SharedPull", patch: "whole" },
      difference: ['+ env: { NEW: "1" }', "~ the whole patch"],
    });
  });

  test("reads back as the proposed expectation, below the difference", () => {
    const expectation = { reason: "SharedPull", offline: [] };
    const text = renderProposal("a", { expectation, difference: ["+ offline: []"] });
    expect(text).toBe("# + offline: []\na:\n  expect: { reason: SharedPull, offline: [] }\n");
  });
});

describe("accepting", () => {
  const source =
    "# head\na:\n  # why\n  expect:\n    reason: SharedPull\n    models: [x/y]\n\n\nb:\n  expect: UrlOnly # because\n";

  test("changes that case's expectation and no other byte", () => {
    expect(acceptInto(source, "a", { reason: "UrlOnly" })).toBe(
      "# head\na:\n  # why\n  expect: UrlOnly\n\n\nb:\n  expect: UrlOnly # because\n",
    );
    expect(acceptInto(source, "b", { reason: "SharedPull", offline: [] })).toBe(
      source.replace("expect: UrlOnly", "expect: { reason: SharedPull, offline: [] }"),
    );
  });

  test("requires a case of that name", () => {
    expect(() => acceptInto(source, "c", { reason: "UrlOnly" })).toThrow('no case "c"');
  });

  const files = [...new Set(cases.map(({ file }) => file))].map((file) => ({ leaf: path.basename(file), file }));

  test.each(files)("changes nothing else in $leaf", ({ file }) => {
    const names = cases.filter((one) => one.file === file).map(({ name }) => name);
    const text = readFileSync(file, "utf8");
    const before = parse(text) as Record<string, object>;
    for (const name of [names.at(0), names.at(names.length / 2), names.at(-1)].map(String)) {
      const after = acceptInto(text, name, { reason: "NoTarget" });
      expect(parse(after)).toEqual({ ...before, [name]: { ...before[name], expect: "NoTarget" } });
    }
  });
});

test.each(cases.filter(({ expectation }) => expectation.patch === "whole"))(
  "a whole patch is written as Biome formats it: $name",
  (one) => {
    expect(renderPatch(one.patch)).toBe(readFileSync(patchFile(GOLDEN_FOLDER, one.name), "utf8"));
  },
);
