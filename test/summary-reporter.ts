import type { Reporter, TestModule } from "vitest/node";

/** Ends a run with one plain line that any program can read: `N passed, N failed, N skipped`. */
export class SummaryReporter implements Reporter {
  #modules: readonly TestModule[] = [];
  #errors = 0;

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    this.#modules = modules;
    this.#errors = errors.length;
    process.once("exit", () => process.stdout.write(`${this.#summary()}\n`));
  }

  #summary(): string {
    const tests = this.#modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    // A file that cannot be loaded has no tests to count, and fails all the same.
    const broken = this.#modules.filter((module) => module.state() === "failed" && module.errors().length > 0).length;
    return `${count("passed")} passed, ${count("failed") + broken + this.#errors} failed, ${count("skipped")} skipped`;
  }
}
