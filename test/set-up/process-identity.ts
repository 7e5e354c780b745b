import { readFileSync } from "node:fs";

/**
 * A process' number and start time, because the kernel reuses numbers. `undefined` if the process does not exist, or has
 * ended before its parent noticed.
 */
export function identityOf(pid: number): string | undefined {
  try {
    // After the name, which is in parentheses and may hold anything: its state first, its start the 20th.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return ENDED.includes(fields[0] ?? "") ? undefined : `${pid} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

const ENDED = ["Z", "X"];

/** Whether the process that had this identity still runs. */
export function isAlive(identity: string): boolean {
  return identityOf(Number(identity.split(" ")[0])) === identity;
}
