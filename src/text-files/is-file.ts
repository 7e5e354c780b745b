import { statSync } from "node:fs";
import { describeReadProblem } from "./read-problem.ts";

/** Why a path is no file that can be read again; `undefined` if it is one: no folder, device or pipe. */
export function whyNoFile(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? undefined : "not a file";
  } catch (cause) {
    return describeReadProblem(cause);
  }
}

/** Whether a path is there and no file or folder: reading a pipe or a device may wait, or never end. */
export function isPipeOrDevice(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}
