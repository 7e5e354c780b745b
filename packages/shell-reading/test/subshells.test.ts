import { describe, expect, it } from "vitest";
import { compare } from "./differential/compare.ts";
import { SHELLS } from "./differential/compare-scripts.ts";
import { isMissing } from "./differential/real-shells.ts";
import { runRecorded } from "./differential/recorded-runs.ts";
import { listSubshells } from "./differential/subshells.ts";

describe.each(SHELLS)("subshells of $shell", ({ shell }) => {
  it.skipIf(isMissing(shell))("start what the reader finds, or it says unknown", { timeout: 300_000 }, async () => {
    const scripts = listSubshells(shell);
    const runs = await runRecorded(shell, scripts);
    const verdicts = scripts.map((script, index) => {
      const real = runs[index] ?? { good: [], bad: [], isCut: true, isGivenUp: false };
      return { script, real, ...compare(shell, script, real) };
    });
    expect(verdicts.filter(({ verdict }) => verdict === "wrong")).toEqual([]);
    const right = verdicts.filter(({ verdict }) => verdict === "right").length;
    expect(right / scripts.length).toBeGreaterThan(0.3);
  });
});
