import { Counts, compareScripts, SHELLS } from "./compare-scripts.ts";

/**
 * `node packages/shell-reading/test/differential/measure.ts 10000 7`: compares so many scripts of this seed in each
 * shell, and prints those that are read wrong. `SHELL_RUNS=DIRECTORY` keeps what the real shells did, for later runs.
 */
const [, , count = "1000", seed = "1"] = process.argv;

for (const shell of SHELLS) {
  const counts = new Counts();
  const generated = { count: Number(count), seed: Number(seed) };
  for await (const compared of compareScripts(shell, generated)) {
    counts.add(compared);
    if (compared.verdict !== "wrong") continue;
    const { script, real, ours } = compared;
    console.log(`${script}\nreal: ${JSON.stringify(real)}\nread: ${JSON.stringify(ours)}\n`);
  }
  console.log(`${shell.shell}, seed ${seed}: ${counts}`);
}
