import { TooLargeFile } from "./read-text.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  ELOOP: "its symbolic links lead in a circle",
  EISDIR: "it is a folder",
  EACCES: "it may not be read by this user",
  EPERM: "it may not be read by this user",
  EIO: "it cannot be read: the device reports an error",
  ENXIO: "there is nothing behind it that can be read",
  ENODEV: "there is nothing behind it that can be read",
  EMFILE: "too many files are open",
  EAGAIN: "nothing can be read from it now",
};

/**
 * Says why a file cannot be read or used, for a person who knows which file it is; `undefined` for an error that is not
 * of the file system, and for a rare one of it.
 */
export function findReadProblem(cause: unknown): string | undefined {
  if (cause instanceof TooLargeFile) return cause.message;
  return REASONS[(cause as NodeJS.ErrnoException | undefined)?.code ?? ""];
}

/** Says why a file cannot be read or used; the error's own message if it is a rare one. */
export function describeReadProblem(cause: unknown): string {
  return findReadProblem(cause) ?? (cause instanceof Error ? cause.message : String(cause));
}
