import { isPipeOrDevice } from "./is-file.ts";
import { readText } from "./read-text.ts";

/**
 * Reads a text file that is read again later. A pipe would hold up the process until someone writes to it.
 *
 * @throws {Error} for a pipe or device, and the errors of {@link readText}
 */
export function readFileText(path: string, mostBytes: number): string {
  if (isPipeOrDevice(path)) throw new Error("it is a pipe or device, not a file");
  return readText(path, mostBytes);
}
