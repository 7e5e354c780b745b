import { BYTES_LIMIT } from "@model-express-injector/yaml-weaving/manifest-budget.ts";
import { TooLargeFile } from "../text-files/read-text.ts";
import { Failure } from "./failure.ts";

/** Why a file cannot be read, by the code of the system or of Node. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "it may not be read by this user",
  EPERM: "it may not be read by this user",
  EISDIR: "it is a folder",
  EIO: "it cannot be read: the device reports an error",
  ENXIO: "there is nothing behind it that can be read",
  ENODEV: "there is nothing behind it that can be read",
  EMFILE: "too many files are open",
  EAGAIN: "nothing can be read from it now",
};

/**
 * Runs a read of a file or folder.
 *
 * @param name for messages, with the flag
 * @throws {Failure} with the name and the cause
 */
export function readOrFail<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    const why = cause instanceof TooLargeFile ? EXCESS : REASONS[code];
    if (why === undefined) throw cause;
    throw new Failure(`${name}: ${why}`, undefined, cause);
  }
}

const EXCESS = `it and the manifests before it have more than ${BYTES_LIMIT}; pass fewer objects at a time`;

/** Explains an error of the file system that no command expects; `undefined` for any other error. */
export function describeFileProblem(cause: unknown): string | undefined {
  if (cause instanceof TooLargeFile) return `${cause.path}: ${EXCESS}`;
  if (!(cause instanceof Error) || !("syscall" in cause) || !("code" in cause)) return undefined;
  const { code = "", path, message } = cause as NodeJS.ErrnoException;
  return path === undefined ? undefined : `${path}: ${REASONS[code] ?? message}`;
}
