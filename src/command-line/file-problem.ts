import { BYTES_LIMIT } from "@model-express-injector/yaml-weaving/manifest-budget.ts";
import { findReadProblem } from "../text-files/read-problem.ts";
import { TooLargeFile } from "../text-files/read-text.ts";
import { Failure } from "./failure.ts";

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
    const why = cause instanceof TooLargeFile ? EXCESS : findReadProblem(cause);
    if (why === undefined) throw cause;
    throw new Failure(`${name}: ${why}`, undefined, cause);
  }
}

const EXCESS = `it and the manifests before it have more than ${BYTES_LIMIT}; pass fewer objects at a time`;

/** Explains an error of the file system that no command expects; `undefined` for any other error. */
export function describeFileProblem(cause: unknown): string | undefined {
  if (cause instanceof TooLargeFile) return `${cause.path}: ${EXCESS}`;
  if (!(cause instanceof Error) || !("syscall" in cause) || !("code" in cause)) return undefined;
  const { path, message } = cause as NodeJS.ErrnoException;
  return path === undefined ? undefined : `${path}: ${findReadProblem(cause) ?? message}`;
}
