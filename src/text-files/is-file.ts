import { statSync } from "node:fs";

/** Whether a path is a file that can be read again: not a folder, a device or a pipe. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Whether a path is there and no file or folder: reading a pipe or a device may wait, or never end. */
export function isPipeOrDevice(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}
