/** A command's exit status; `failed` is one that is not 0, and nothing is one that is not known. */
export type Status = number | "failed" | undefined;

/** Whether a status means success; nothing if that is not known. */
export function isSuccess(status: Status): boolean | undefined {
  return status === undefined ? undefined : status === 0;
}

export function joinStatus(a: Status, b: Status): Status {
  if (a === b) return a;
  const haveFailed = a !== undefined && b !== undefined && a !== 0 && b !== 0;
  return haveFailed ? "failed" : undefined;
}
