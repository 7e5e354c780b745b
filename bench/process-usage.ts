import { readFileSync } from "node:fs";

/** The resource usage of a process so far, from Linux. */
export interface Usage {
  /** Seconds of CPU of all threads. */
  readonly cpuSeconds: number;
  /** Resident memory, in mebibytes. */
  readonly residentMiB: number;
}

/** Linux reports CPU time in hundredths of a second (`USER_HZ`), independent of the kernel's own tick. */
const TICKS_PER_SECOND = 100;

/** Reads `/proc`, which works for every program, not only for those with metrics. */
export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The program's name, in parentheses, may contain spaces. The fields after it start with the third.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return { cpuSeconds: ticks / TICKS_PER_SECOND, residentMiB: Number(resident?.[1] ?? Number.NaN) / 1024 };
}
