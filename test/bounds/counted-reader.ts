import type { ContainerText } from "../../src/injection/pod/environment.ts";
import { ExpansionBudget } from "../../src/injection/pod/expansion-budget.ts";
import {
  type ContainerReader,
  type ContainerReading,
  readContainers,
} from "../../src/injection/target/reading-cache.ts";

/** The work of one decision, counted: the same on every machine. */
export interface Work {
  /** Of interpreting commands. */
  readonly steps: number;
  /** Characters that references added. */
  readonly expanded: number;
}

/** Reads without a cache, and keeps the work of the last pod. */
export class CountedReader implements ContainerReader {
  work: Work = { steps: 0, expanded: 0 };

  read(containers: readonly ContainerText[]): readonly ContainerReading[] {
    const budget = new ExpansionBudget();
    const readings = readContainers(containers, budget);
    this.work = { steps: budget.steps, expanded: budget.expanded };
    return readings;
  }
}
