import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryScript } from "./differential/arbitrary-script.ts";
import { compare, type Verdict } from "./differential/compare.ts";
import { isMissing, runScripts } from "./differential/real-shells.ts";

/** More are generated with `SHELL_SCRIPTS=10000 npx vitest run packages/shell-reading/test/differential.test.ts`. */
const SCRIPTS = Number(process.env["SHELL_SCRIPTS"] ?? 1000);
const SEED = Number(process.env["SHELL_SEED"] ?? 1);
const PART = 250;

const shells = [
  { shell: "bash", dialect: "bash" },
  { shell: "dash", dialect: "posix" },
] as const;

for (const { shell } of shells) {
  if (!isMissing(shell)) continue;
  if (process.env["CI"] === "true") throw new Error(`there is no ${shell} to compare with: install it`);
  console.warn(`SKIPPED: there is no ${shell} here to compare with`);
}

describe.each(shells)("generated scripts in $shell", ({ shell, dialect }) => {
  it.skipIf(isMissing(shell))(
    "start what the reader finds, or the reader says unknown",
    () => {
      const counts: Record<Verdict, number> = { right: 0, unknown: 0, more: 0, wrong: 0 };
      const scripts = fc.sample(arbitraryScript(dialect), { numRuns: SCRIPTS, seed: SEED });
      for (let at = 0; at < scripts.length; at += PART) {
        const part = scripts.slice(at, at + PART);
        const runs = runScripts(shell, part);
        for (const [index, script] of part.entries()) {
          const run = runs[index] ?? { good: [], bad: [] };
          const { verdict, isDeterministic, ours } = compare(shell, script, run);
          if (isDeterministic || verdict === "wrong") counts[verdict]++;
          expect(verdict, `${script}\nreal: ${JSON.stringify(run)}\nread: ${JSON.stringify(ours)}`).not.toBe("wrong");
        }
      }
      const total = counts.right + counts.unknown + counts.more;
      console.info(`${shell}: ${JSON.stringify(counts)} of ${total}`);
      expect(counts.more / total).toBeLessThan(0.05);
      expect(counts.unknown / total).toBeLessThan(0.15);
    },
    Math.max(120_000, SCRIPTS * 400),
  );
});
