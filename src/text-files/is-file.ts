import { statSync } from "node:fs";

/** Whether a path is a file that can be read again: not a folder, a device or a pipe. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
