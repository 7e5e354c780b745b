import fc from "fast-check";
import { arbitraryScript } from "./arbitrary-script.ts";
import { type Compared, compare, type Verdict } from "./compare.ts";
import type { Runs } from "./real-shells.ts";
import { runRecorded } from "./recorded-runs.ts";

export const SHELLS = [
  { shell: "bash", dialect: "bash" },
  { shell: "dash", dialect: "posix" },
] as const;

const PART = 500;

export interface ComparedScript extends Compared {
  readonly script: string;
  readonly real: Runs;
}

export interface Generated {
  readonly count: number;
  readonly seed: number;
}

/** Generates scripts, runs and reads each, and compares. */
export async function* compareScripts(
  { shell, dialect }: (typeof SHELLS)[number],
  { count, seed }: Generated,
): AsyncGenerator<ComparedScript> {
  const scripts = fc.sample(arbitraryScript(dialect), { numRuns: count, seed });
  for (let at = 0; at < scripts.length; at += PART) {
    const part = scripts.slice(at, at + PART);
    for (const [index, real] of (await runRecorded(shell, part)).entries()) {
      const script = part[index] ?? "";
      yield { ...compare(shell, script, real), script, real };
    }
  }
}

/** How many of the scripts that do the same in every run were read in which way; and all wrong ones. */
export class Counts {
  readonly #counts: Record<Verdict, number> = { right: 0, unknown: 0, more: 0, wrong: 0 };

  add({ verdict, isDeterministic }: Compared): void {
    if (isDeterministic || verdict === "wrong") this.#counts[verdict]++;
  }

  /** Of 1. */
  shareOf(verdict: Verdict): number {
    return this.#counts[verdict] / Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  toString(): string {
    const texts = Object.entries(this.#counts).map(
      ([verdict, count]) => `${count} ${verdict} (${(100 * this.shareOf(verdict as Verdict)).toFixed(2)} %)`,
    );
    return texts.join(", ");
  }
}
