import { Fatal } from "../../giving-up.ts";

/** In `sh` only errors of special builtins end the shell, and not after `command`. */
export function survive<Result>(body: () => Result): Result | 2 {
  try {
    return body();
  } catch (error) {
    if (error instanceof Fatal) return 2;
    throw error;
  }
}
