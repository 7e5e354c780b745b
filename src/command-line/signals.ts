import { constants } from "node:os";

const ENDING = ["SIGTERM", "SIGINT"] as const;

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
