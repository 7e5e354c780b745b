import { LIMITS } from "../../src/kubernetes/limits.ts";
import { every, type Grown, grownLists, grownTexts } from "./growth/cases.ts";
import { measureCpu } from "./growth/cpu-time.ts";
import { boundOf, measureOne } from "./growth/find-growth.ts";

/**
 * By hand: the CPU of the largest hostile objects that are read, against the bounds of one review and of one object that a
 * watch brings. `node test/bounds/measure-bounds.ts [every]` takes one text of so many.
 */
const [step = "97"] = process.argv.slice(2);
const ROOM = 16 * 1024;

interface Worst {
  readonly milliseconds: number;
  readonly name: string;
  readonly cases: number;
  readonly over: number;
}
const worst = new Map<Grown["subject"], Worst>();

function record(grown: Grown, size: number): void {
  const milliseconds = measureOne(grown, size);
  const known = worst.get(grown.subject) ?? { milliseconds: 0, name: "", cases: 0, over: 0 };
  const isOver = milliseconds > boundOf(grown.subject);
  if (isOver) console.log(`${milliseconds.toFixed(1)} ms: ${grown.subject}: ${grown.name}, ${size}`);
  const counts = { cases: known.cases + 1, over: known.over + (isOver ? 1 : 0) };
  worst.set(grown.subject, {
    ...(milliseconds > known.milliseconds ? { milliseconds, name: `${grown.name}, ${size}` } : known),
    ...counts,
  });
}

/** In UTF-8 and escaped, a character takes up to six bytes, so that the larger sizes are refused by their bytes. */
function sizesFor(subject: Grown["subject"]): readonly number[] {
  const { bytes } = subject.startsWith("a review") ? LIMITS.review : LIMITS.watched;
  return [16_000, Math.floor(bytes / 6), bytes - ROOM];
}

for (const grown of every(Number(step), grownTexts("all"))) {
  for (const size of sizesFor(grown.subject)) record(grown, size);
}
for (const grown of grownLists("all")) for (const size of [120, 1000, 4000, 12_000, 30_000]) record(grown, size);

/** A multiplication and an addition: 1.4 ns where nothing else uses the core. */
const STEPS = 200_000_000;
const loop = (): number => {
  let sum = 0;
  for (let step = 0; step < STEPS; step++) sum = (Math.imul(sum, 31) + step) | 0;
  return sum;
};
console.log(`\n${((measureCpu(loop) * 1e6) / STEPS).toFixed(2)} ns for a step of a loop`);
console.log("\n| what | bound ms | cases | over it | most CPU ms | of |\n|---|---|---|---|---|---|");
for (const [subject, { milliseconds, name, cases, over }] of worst) {
  const cells = [subject, boundOf(subject), cases, over, milliseconds.toFixed(1), `\`${name}\``];
  console.log(`| ${cells.join(" | ")} |`);
}
