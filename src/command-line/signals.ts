import { constants } from "node:os";
import { EXIT } from "./failure.ts";

const ENDING = ["SIGTERM", "SIGINT"] as const;

/** Ends the process after so many milliseconds, whatever keeps it. */
export function exitAfter(milliseconds: number): void {
  setTimeout(() => process.exit(EXIT.failed), milliseconds).unref();
}

/**
 * The first signal that asks the process to end. The second one ends it at once, which the system does not do for the
 * first process of a container.
 */
export function firstSignal(): Promise<(typeof ENDING)[number]> {
  const { promise, resolve } = Promise.withResolvers<(typeof ENDING)[number]>();
  let isEnding = false;
  for (const name of ENDING) {
    process.on(name, () => {
      if (isEnding) process.exit(128 + constants.signals[name]);
      isEnding = true;
      resolve(name);
    });
  }
  return promise;
}
