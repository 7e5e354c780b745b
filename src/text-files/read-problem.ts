const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  ELOOP: "its symbolic links lead in a circle",
  EISDIR: "it is a folder",
  EACCES: "it may not be read by this user",
  EPERM: "it may not be read by this user",
};

/** Why a file cannot be read or used, for a person who knows which file it is. */
export function describeReadProblem(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code = "", message } = cause as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
