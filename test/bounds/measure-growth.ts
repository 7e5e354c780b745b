import { every, type Grown, grownLists, grownTexts } from "./growth/cases.ts";
import { describeGrowth, type Measured, measureFamily } from "./growth/find-growth.ts";

/**
 * By hand: everything that a tenant writes, at a size and at four times the size; prints what grows more than linearly, and
 * a table. `node test/bounds/measure-growth.ts texts|lists [size] [every]`
 */
const [what = "texts", size = "4000", step = "1"] = process.argv.slice(2);
const family = what === "lists" ? grownLists("all") : grownTexts("all");
const worst = new Map<Grown["subject"], { cases: number; growth: Measured["growth"] }>();
const start = process.cpuUsage();

for (const measured of measureFamily(every(Number(step), family), Number(size))) {
  const { grown, growth } = measured;
  for (const line of describeGrowth([measured], Number(size))) console.log(`${grown.subject}: ${line}`);
  const known = worst.get(grown.subject) ?? { cases: 0, growth };
  worst.set(grown.subject, {
    cases: known.cases + 1,
    growth: growth.large > known.growth.large ? growth : known.growth,
  });
}

const { user, system } = process.cpuUsage(start);
console.log(
  `\n${what}: ${size} and ${4 * Number(size)}, one of ${step}; ${Math.round((user + system) / 1e6)} s of CPU\n`,
);
console.log("| what | cases | most CPU ms |\n|---|---|---|");
for (const [subject, { cases, growth }] of worst) console.log(`| ${subject} | ${cases} | ${growth.large.toFixed(1)} |`);
