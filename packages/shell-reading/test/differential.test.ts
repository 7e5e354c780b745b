import { describe, expect, it } from "vitest";
import { Counts, compareScripts, SHELLS } from "./differential/compare-scripts.ts";
import { isMissing } from "./differential/real-shells.ts";

const SCRIPTS = 1000;

for (const { shell } of SHELLS) {
  if (!isMissing(shell)) continue;
  if (process.env["CI"] === "true") throw new Error(`there is no ${shell} to compare with: install it`);
  console.warn(`SKIPPED: there is no ${shell} here to compare with`);
}

describe.each(SHELLS)("generated scripts in $shell", (shell) => {
  it.skipIf(isMissing(shell.shell))(
    "start what the reader finds, or the reader says unknown",
    async () => {
      const counts = new Counts();
      for await (const { script, real, ours, ...compared } of compareScripts(shell, { count: SCRIPTS, seed: 1 })) {
        counts.add({ ...compared, ours });
        const shown = `${script}\nreal: ${JSON.stringify(real)}\nread: ${JSON.stringify(ours)}`;
        expect(compared.verdict, shown).not.toBe("wrong");
      }
      console.info(`${shell.shell}: ${counts}`);
      expect(counts.shareOf("more")).toBeLessThan(0.02);
      expect(counts.shareOf("unknown")).toBeLessThan(0.05);
    },
    600_000,
  );
});
