import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { detectModels } from "../command/detect-models.ts";
import type { Detection } from "../command/detection.ts";
import { applyChanges } from "../command/runtime-variables.ts";
import { type ContainerText, resolveEnvironment } from "../pod/environment.ts";
import { ExpansionBudget } from "../pod/expansion-budget.ts";
import { BoundedCache } from "./bounded-cache.ts";
import { findOtherHub } from "./other-hub.ts";
import { measureMemory } from "./reading-size.ts";

/** What a container's text yields: its variables, what its command starts, and from which hub. */
export interface ContainerReading {
  readonly environment: Environment;
  /** The same with the changes of its script: what its engine reads. */
  readonly runtime: Environment;
  readonly detection: Detection;
  /** The setting that makes it load from a different hub than Model Express. */
  readonly otherHub: string | undefined;
}

/** Reads the containers of one pod. They share one budget, so their order matters. */
export function readContainers(
  containers: readonly ContainerText[],
  budget = new ExpansionBudget(),
): readonly ContainerReading[] {
  return containers.map((container) => {
    const environment = resolveEnvironment(container, budget);
    const detection = detectModels(container, environment, budget);
    const runtime = applyChanges(environment, detection.changes);
    return { environment, runtime, detection, otherHub: findOtherHub(container, runtime) };
  });
}

/** How the containers of a pod are read: {@link readContainers}, or through a cache. */
export interface ContainerReader {
  read(containers: readonly ContainerText[]): readonly ContainerReading[];
}

/** Pods with more characters in their texts are not cached. */
const MOST_CHARACTERS = 32 * 1024;
/** Nor are those that take more of the cache, in units of two bytes. */
const MOST_OF_ONE = 64 * 1024;
/** Of the whole cache, in units of two bytes: 8 MiB of memory. */
const MOST_TOGETHER = 4 * 1024 * 1024;

/**
 * Caches results by the texts that they depend on: replicas of a component have the same texts, and reading commands
 * is most of a decision. `readContainers` gets only `ContainerText`, so a result depends on nothing else.
 */
export class ReadingCache implements ContainerReader {
  readonly #cache = new BoundedCache<readonly ContainerReading[]>(MOST_TOGETHER);

  /** What the cache takes, in units of two bytes. */
  get size(): number {
    return this.#cache.size;
  }

  /** The results for the containers of one pod, in their order. */
  read(containers: readonly ContainerText[]): readonly ContainerReading[] {
    if (measureTexts(containers) > MOST_CHARACTERS) return readContainers(containers);
    const key = joinTexts(containers);
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const { readings, size } = readMeasured(key, containers);
    if (size <= MOST_OF_ONE) this.#cache.set(key, readings, size);
    return readings;
  }
}

interface Measured {
  readonly readings: readonly ContainerReading[];
  readonly size: number;
}

/**
 * A part of a text keeps the whole text in memory (V8's sliced strings): that of the pod, which is as long as the key, or
 * one that the interpreter made, in a step for each character.
 */
function readMeasured(key: string, containers: readonly ContainerText[]): Measured {
  const budget = new ExpansionBudget();
  const readings = readContainers(containers, budget);
  return { readings, size: measureMemory([key, readings]) + key.length + budget.expanded + budget.steps };
}

function measureTexts(containers: readonly ContainerText[]): number {
  let length = 0;
  for (const { command, args, startHook = [], env } of containers) {
    for (const word of command) length += word.length;
    for (const word of args) length += word.length;
    for (const word of startHook) length += word.length;
    for (const { name, value = "" } of env) length += name.length + value.length;
  }
  return length;
}

function joinTexts(containers: readonly ContainerText[]): string {
  return JSON.stringify(
    containers.map(({ command, args, startHook, env, hasEnvFrom, hasOnlyTokens }) => {
      const variables = env.map(({ name, value = "", valueFrom }) =>
        valueFrom === undefined ? [name, value] : [name],
      );
      return [command, args, variables, hasEnvFrom, hasOnlyTokens, startHook];
    }),
  );
}
