import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import type { Match } from "./contestants.ts";
import type { ScriptPlace } from "./instances.ts";
import { CONNECTIONS, type Round, SECONDS_OF_A_ROUND } from "./load.ts";
import { median } from "./statistics.ts";

/** Servers whose responses have the same size. */
export interface Compared extends Match {
  /** By the name of a server. Ours is the first. */
  readonly rounds: ReadonlyMap<string, readonly Round[]>;
}

/** The results of one run. */
export interface Results {
  readonly compared: readonly Compared[];
  /** Microseconds of CPU by the growing parameter. */
  readonly growth: ReadonlyMap<string, number>;
  /** The load average of one minute before the run. */
  readonly machine: { readonly load: number };
  readonly reviewBytes: number;
}

const file = path.join(import.meta.dirname, "README.md");
const START = "<!-- Written by `npm run bench`. -->";
const END = "<!-- End of the tables. -->";

/** Prints the tables, and writes them to `bench/README.md`. */
export function writeTables(results: Results): void {
  const text = [conditions(results), ...results.compared.map(servers), growth(results.growth)].join("\n\n");
  console.log(`\n${text}`);
  const page = readFileSync(file, "utf8");
  const [before, after] = [page.indexOf(START), page.indexOf(END)];
  if (before < 0 || after < 0) throw new Error(`${file} has no place for the tables: ${START} … ${END}`);
  writeFileSync(file, `${page.slice(0, before + START.length)}\n\n${text}\n\n${page.slice(after)}`);
}

function conditions({ compared, machine, reviewBytes }: Results): string {
  const [first = []] = compared[0]?.rounds.values() ?? [];
  return (
    `Node ${process.version}, ${cpus().length} cores, load average ${machine.load.toFixed(1)} before the run. ` +
    `${first.length} rounds of ${SECONDS_OF_A_ROUND} s each, in turn; ${CONNECTIONS} connections over TLS; ` +
    `a review of ${reviewBytes} bytes. Medians.`
  );
}

const PLACES: Readonly<Record<ScriptPlace, string>> = {
  mounted: "The pod mounts the script",
  contained: "The pod contains the script",
};

function servers({ place, patchBytes, rounds }: Compared): string {
  const [ours = []] = rounds.values();
  const rate = median(ours.map((round) => round.rate));
  const rows = [...rounds].map(([name, list]) => {
    const of = (key: keyof Round): number => median(list.map((round) => round[key]));
    const ratio = (rate / of("rate")).toFixed(2);
    const cells = [of("rate").toFixed(0), ratio, of("p50").toFixed(1), of("p99").toFixed(1), of("cpu").toFixed(0)];
    return `| ${[name, ...cells, of("resident").toFixed(0)].join(" | ")} |`;
  });
  return [
    `${PLACES[place]}, a patch of ${patchBytes} bytes:`,
    "",
    "| server | reviews/s | ours makes of it | p50 ms | p99 ms | CPU µs a review | resident MiB |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function growth(times: ReadonlyMap<string, number>): string {
  const rows = [...times].map(([title, microseconds]) => `| ${title} | ${microseconds.toFixed(0)} |`);
  return ["| decision, plan and patch alone | CPU µs a pod |", "|---|---|", ...rows].join("\n");
}
