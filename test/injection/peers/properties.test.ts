import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectNothingLost } from "../nothing-lost.ts";
import { arbitraryCommand } from "./arbitrary-command.ts";
import { applied, argvOf, isSwitched, mutate, podWith } from "./switched.ts";

const RUNS = { numRuns: 1000, seed: 7 };
const OURS = ["--load-format", "modelexpress"];
const OURS_SGLANG = ["--load-format", "remote_instance", "--remote-instance-weight-loader-backend", "modelexpress"];

/** Removes our words from an argv, or from a script in it. */
function withoutOurs(argv: readonly string[]): readonly string[] {
  const inScripts = argv.map((word) =>
    [OURS, OURS_SGLANG].reduce((text, ours) => text.replaceAll(` ${ours.join(" ")}`, ""), word),
  );
  return [OURS, OURS_SGLANG].reduce(remove, inScripts);
}

function remove(argv: readonly string[], words: readonly string[]): readonly string[] {
  const at = argv.findIndex((_, index) => words.every((word, offset) => argv[index + offset] === word));
  return at < 0 ? argv : [...argv.slice(0, at), ...argv.slice(at + words.length)];
}

describe("for any command of an engine", () => {
  test("equals the user's without our words, and most are switched", () => {
    let count = 0;
    fc.assert(
      fc.property(arbitraryCommand, (command) => {
        const pod = podWith(command);
        const mutation = mutate(pod);
        const after = applied(pod, mutation);
        expect(withoutOurs(argvOf(after))).toEqual(argvOf(pod));
        expectNothingLost(pod, after);
        const isChanged = argvOf(after).join("\0") !== argvOf(pod).join("\0");
        expect(isChanged).toBe(isSwitched(mutation));
        count += isChanged ? 1 : 0;
      }),
      RUNS,
    );
    expect(count).toBeGreaterThan(600);
  });

  test("a second call adds nothing", () => {
    fc.assert(
      fc.property(arbitraryCommand, (command) => {
        const pod = podWith(command);
        const once = applied(pod, mutate(pod));
        expect(mutate(once).operations).toEqual([]);
      }),
      RUNS,
    );
  });

  test("a replaced text is tested first, and nothing else is replaced", () => {
    fc.assert(
      fc.property(arbitraryCommand, (command) => {
        const { operations } = mutate(podWith(command));
        operations.forEach(({ op, path }, index) => {
          if (op === "replace") expect(operations[index - 1]).toMatchObject({ op: "test", path });
          if (op !== "add") expect(path).toMatch(/^\/spec\/containers\/0\/(?:command|args)\/\d+$/);
        });
      }),
      RUNS,
    );
  });

  test("stays unchanged with weights from files", () => {
    fc.assert(
      fc.property(arbitraryCommand, (command) => {
        const { operations } = mutate(podWith(command, "files"));
        expect(operations.every(({ op, path }) => op === "add" && !/\/(?:command|args)/.test(path))).toBe(true);
        expect(JSON.stringify(operations)).not.toMatch(/MX_P2P|POD_UID|load-format/);
      }),
      RUNS,
    );
  });
});
