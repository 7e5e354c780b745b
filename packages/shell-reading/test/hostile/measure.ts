import { Budget } from "../../src/budget.ts";
import { readCommands } from "../../src/read-commands.ts";
import { FAMILIES, LONGEST, PREFIXES, scriptOf } from "./families.ts";

/** `node packages/shell-reading/test/hostile/measure.ts`: milliseconds of CPU and steps of the worst scripts. */
const ROUNDS = 3;

function measure(argv: readonly string[]): { readonly milliseconds: number; readonly steps: number } {
  let milliseconds = Number.POSITIVE_INFINITY;
  let steps = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const budget = new Budget();
    const all = budget.left;
    const start = process.cpuUsage();
    readCommands(argv, { environment: { variables: new Map(), isOpen: false }, budget });
    const { user, system } = process.cpuUsage(start);
    milliseconds = Math.min(milliseconds, (user + system) / 1000);
    steps = all - budget.left;
  }
  return { milliseconds, steps };
}

const measured = FAMILIES.flatMap((family) =>
  PREFIXES.map((prefix) => ({
    name: JSON.stringify(prefix.slice(0, 12) + family),
    ...measure(scriptOf(family, LONGEST, prefix)),
  })),
);
measured.sort((a, b) => b.milliseconds - a.milliseconds);
for (const { name, milliseconds, steps } of measured.slice(0, 20)) console.log(milliseconds.toFixed(1), steps, name);
