import { statSync } from "node:fs";
import { describeReadProblem } from "./read-problem.ts";

/** Why a path cannot be read again as a file: it is a folder, a device or a pipe. `undefined` if it can. */
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
