import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { type Detection, detectModels } from "../command/detect-models.ts";
import { type ContainerText, resolveEnvironment } from "../pod/environment.ts";
import { ExpansionBudget } from "../pod/expansion-budget.ts";

/** What a container's text yields: its variables, and what its command starts. */
export interface ContainerReading {
  readonly environment: Environment;
  readonly detection: Detection;
}

/** Reads the containers of one pod. They share one budget, so their order matters. */
export function readContainers(
  containers: readonly ContainerText[],
  budget = new ExpansionBudget(),
): readonly ContainerReading[] {
  return containers.map((container) => {
    const environment = resolveEnvironment(container, budget);
    return { environment, detection: detectModels(container, environment, budget) };
  });
}

/** How the containers of a pod are read: {@link readContainers}, or through a cache. */
export interface ContainerReader {
  read(containers: readonly ContainerText[]): readonly ContainerReading[];
}

/** Pods with more characters, in their texts or in the result, are not cached. */
const MOST_CHARACTERS = 32 * 1024;
/** Characters of the whole cache: at most 8 MiB of memory, in two-byte strings. */
const MOST_CHARACTERS_TOGETHER = 4 * 1024 * 1024;
/** Overhead of objects, charged for each result and each variable. */
const OVERHEAD = 64;

interface Remembered {
  readonly readings: readonly ContainerReading[];
  readonly size: number;
}

/**
 * Caches results by the texts that they depend on: replicas of a component have the same texts, and reading commands
 * is most of a decision. `readContainers` gets only `ContainerText`, so a result depends on nothing else. A bounded
 * LRU cache.
 */
export class ReadingCache implements ContainerReader {
  readonly #remembered = new Map<string, Remembered>();
  #size = 0;

  /** The characters in the cache. */
  get size(): number {
    return this.#size;
  }

  /** The results for the containers of one pod, in their order. */
  read(containers: readonly ContainerText[]): readonly ContainerReading[] {
    if (measureTexts(containers) > MOST_CHARACTERS) return readContainers(containers);
    const key = joinTexts(containers);
    const known = this.#remembered.get(key) ?? measured(key, readContainers(containers));
    this.#delete(key);
    if (known.size <= MOST_CHARACTERS) this.#add(key, known);
    return known.readings;
  }

  #delete(key: string): void {
    this.#size -= this.#remembered.get(key)?.size ?? 0;
    this.#remembered.delete(key);
  }

  /** A Map keeps insertion order, so the least recently used entry comes first. */
  #add(key: string, known: Remembered): void {
    this.#remembered.set(key, known);
    this.#size += known.size;
    for (const oldest of this.#remembered.keys()) {
      if (this.#size <= MOST_CHARACTERS_TOGETHER) return;
      this.#delete(oldest);
    }
  }
}

function measured(key: string, readings: readonly ContainerReading[]): Remembered {
  const size = readings.reduce((sum, reading) => sum + measureReading(reading), key.length + OVERHEAD);
  return { readings, size };
}

function measureReading({ environment, detection }: ContainerReading): number {
  const variables = [...environment.variables].reduce((sum, [name, { length }]) => sum + name.length + length, 0);
  return variables + environment.variables.size * OVERHEAD + JSON.stringify(detection).length + OVERHEAD;
}

function measureTexts(containers: readonly ContainerText[]): number {
  let length = 0;
  for (const { command, args, env } of containers) {
    for (const word of command) length += word.length;
    for (const word of args) length += word.length;
    for (const { name, value = "" } of env) length += name.length + value.length;
  }
  return length;
}

function joinTexts(containers: readonly ContainerText[]): string {
  return JSON.stringify(
    containers.map(({ command, args, env, hasEnvFrom, hasOnlyTokens }) => {
      const variables = env.map(({ name, value = "", valueFrom }) =>
        valueFrom === undefined ? [name, value] : [name],
      );
      return [command, args, variables, hasEnvFrom, hasOnlyTokens];
    }),
  );
}
