import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");
const execute = promisify(execFile);

/** Objects of one place in the code, most of which outlive a minor garbage collection. */
const LONG_LIVED = `
  class Review {
    constructor(number) {
      this.pieces = [number, number + 1];
      this.listeners = [];
    }
  }
  let kept;
  for (let round = 0; round < 60; round += 1) {
    const next = [];
    for (let number = 0; number < 20_000; number += 1) next.push(new Review(number));
    kept = next;
  }
  console.log(kept.length);
`;

const TRACE = "--trace-pretenuring-statistics";

/** The decisions of V8 to allocate objects among the long-lived ones. */
async function countDecisions(beforehand: string): Promise<number> {
  // V8 decides when the young generation has its full size, by what code that is not optimized yet has allocated.
  const flags = ["--min-semi-space-size=4", "--max-semi-space-size=4", "--no-opt", "--no-maglev", TRACE];
  const args = [...flags, "--input-type=module", "--eval", `${beforehand}\n${LONG_LIVED}`];
  const { stdout } = await execute(process.execPath, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\n").filter((line) => line.includes("=> tenure")).length;
}

test("V8 does not allocate the objects of reviews among the long-lived ones", async () => {
  const keepYoung = `(await import("./src/processes/young-objects.ts")).keepObjectsYoung();`;
  expect(await countDecisions("")).toBeGreaterThan(0);
  expect(await countDecisions(keepYoung)).toBe(0);
});
