import { readFileSync } from "node:fs";

/** A process' number, and when it was started: numbers are used again. `undefined` if there is no such process. */
export function identityOf(pid: number): string | undefined {
  try {
    // After the name, which is in parentheses and may hold anything, the 20th field.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return `${pid} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Whether the process that had this identity still runs. */
export function isAlive(identity: string): boolean {
  return identityOf(Number(identity.split(" ")[0])) === identity;
}
