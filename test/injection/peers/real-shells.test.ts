import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMissing, runScripts } from "../../../packages/shell-reading/test/differential/real-shells.ts";
import { arbitraryScript } from "./arbitrary-command.ts";
import { applied, argvOf, isSwitched, mutate, podWith } from "./switched.ts";

const SCRIPTS = Number(process.env["SHELL_SCRIPTS"] ?? 150);
const SEED = Number(process.env["SHELL_SEED"] ?? 3);

const OURS: Readonly<Record<string, readonly string[]>> = {
  "dynamo.vllm": ["--load-format", "modelexpress"],
  serve: ["--load-format", "modelexpress"],
  "dynamo.sglang": ["--load-format", "remote_instance", "--remote-instance-weight-loader-backend", "modelexpress"],
  "sglang.launch_server": [
    "--load-format",
    "remote_instance",
    "--remote-instance-weight-loader-backend",
    "modelexpress",
  ],
};

/**
 * The user's command with the words that belong after the engine's name, or after the model of `vllm serve MODEL`.
 */
function withOurs(argv: readonly string[]): readonly string[] {
  const at = argv.findIndex((word) => Object.hasOwn(OURS, word));
  const words = OURS[argv[at] ?? ""];
  if (words === undefined) return argv;
  const isServe = argv[at] === "serve" && argv[at + 1] !== undefined && argv[at + 1]?.startsWith("-") === false;
  const place = at + (isServe ? 2 : 1);
  return [...argv.slice(0, place), ...words, ...argv.slice(place)];
}

describe.each(["bash", "dash"] as const)("changed scripts in %s", (shell) => {
  test.skipIf(isMissing(shell))(
    "start the user's command with our words behind the engine's",
    async () => {
      const scripts = fc.sample(arbitraryScript, { numRuns: SCRIPTS, seed: SEED });
      const changed = scripts.flatMap((script) => {
        const pod = podWith({ command: [shell, "-c"], args: [script, "zero", "one", "the two"] });
        const mutation = mutate(pod);
        return isSwitched(mutation) ? [{ script, after: argvOf(applied(pod, mutation))[2] ?? "" }] : [];
      });
      const before = await runScripts(
        shell,
        changed.map(({ script }) => script),
      );
      const after = await runScripts(
        shell,
        changed.map((one) => one.after),
      );
      let started = 0;
      changed.forEach(({ script }, index) => {
        for (const outcome of ["good", "bad"] as const) {
          const expected = before[index]?.[outcome].map(withOurs);
          expect(after[index]?.[outcome], script).toEqual(expected);
          started += expected?.length ?? 0;
        }
      });
      console.info(`${shell}: ${changed.length} of ${scripts.length} scripts changed, ${started} engines started`);
      expect(changed.length).toBeGreaterThan(scripts.length / 2);
      expect(started).toBeGreaterThan(changed.length);
    },
    240_000,
  );
});
