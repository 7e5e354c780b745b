import { isPipeOrDevice } from "../text-files/is-file.ts";
import { EXIT, Failure } from "./failure.ts";

/**
 * Refuses what a server cannot read again when it changes: a pipe can be read once, and would hold up the signals. A
 * folder, and a file that is not there, are named by their reader.
 *
 * @throws {Failure}
 */
export function refusePipe(flag: string, path: string | undefined): void {
  if (path === undefined || !isPipeOrDevice(path)) return;
  throw new Failure(`${path} (${flag}): not a file; name one that can be read again when it changes`, EXIT.usage);
}
