import { constants } from "node:os";
import { EXIT } from "./failure.ts";

const ENDING = ["SIGTERM", "SIGINT"] as const;

/** Exits after this many milliseconds, even if something keeps the process alive. */
export function exitAfter(milliseconds: number): void {
  setTimeout(() => process.exit(EXIT.failed), milliseconds).unref();
}

/**
 * Waits for the first signal to terminate. A second one exits at once, because the kernel has no default action for
 * the first process of a container.
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
