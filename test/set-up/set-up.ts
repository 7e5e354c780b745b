import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** What could not be set up for this project, a line each. */
    readonly failedSetUps: readonly string[];
  }
}

/**
 * Makes a global setup for a vitest project from the setups that it needs. A setup that fails makes the files of its own
 * project fail (`require-set-up.ts`); thrown from here, it would end the whole run with no test of any project run.
 */
export function setUpAll(setUps: readonly (() => Promise<void>)[]): (project: TestProject) => Promise<void> {
  return async (project) => {
    const failures: string[] = [];
    for (const setUp of setUps) {
      try {
        await setUp();
      } catch (error) {
        console.error(error);
        failures.push(sentenceOf(error));
      }
    }
    project.provide("failedSetUps", failures);
  };
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${sentenceOf(error.cause)}`;
}
