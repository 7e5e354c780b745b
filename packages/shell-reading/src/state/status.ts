/** A command's exit status. `failed` is any status except 0; `undefined` is unknown. */
export type Status = number | "failed" | undefined;

/** Whether a status means success; `undefined` if unknown. */
export function isSuccess(status: Status): boolean | undefined {
  return status === undefined ? undefined : status === 0;
}

/** The status after `!`. */
export function negate(status: Status): Status {
  const isGood = isSuccess(status);
  return isGood === undefined ? undefined : Number(isGood);
}

export function joinStatus(a: Status, b: Status): Status {
  if (a === b) return a;
  const haveFailed = a !== undefined && b !== undefined && a !== 0 && b !== 0;
  return haveFailed ? "failed" : undefined;
}
