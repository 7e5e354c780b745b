import { readFileSync } from "node:fs";

/** What a process has used so far, as Linux counts it. */
export interface Usage {
  /** Seconds of CPU, of all its threads. */
  readonly cpuSeconds: number;
  /** Resident memory, in mebibytes. */
  readonly residentMiB: number;
}

/** Linux counts CPU time in hundredths of a second (`USER_HZ`), whatever the kernel's own tick is. */
const TICKS_PER_SECOND = 100;

/** Reads `/proc`: works for every program, not only for those that export metrics. */
export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name of the program, in parentheses, may contain spaces. The fields behind it start with the third.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return { cpuSeconds: ticks / TICKS_PER_SECOND, residentMiB: Number(resident?.[1] ?? Number.NaN) / 1024 };
}
