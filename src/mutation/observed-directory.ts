import type { JsonObject } from "../kubernetes/json.ts";
import type { Claim, ComponentName, Directory } from "../model-express/directory.ts";
import type { Instance } from "../model-express/instance.ts";
import type { NearMiss } from "../model-express/near-misses.ts";
import type { PullScript } from "../model-express/pull-script.ts";

/** What a decision asked, and the answer that it got. */
export interface Observation {
  readonly ask: (directory: Directory) => unknown;
  readonly answer: unknown;
}

/** Wraps another directory, and records every question with its answer. */
export class ObservedDirectory implements Directory {
  readonly observations: Observation[] = [];
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  instancesFor(namespace: string, scope: string): readonly Instance[] {
    return this.#observe((directory) => directory.instancesFor(namespace, scope));
  }

  instanceNamed(namespace: string, name: string): Instance | undefined {
    return this.#observe((directory) => directory.instanceNamed(namespace, name));
  }

  claim(namespace: string, name: string): Claim | undefined {
    return this.#observe((directory) => directory.claim(namespace, name));
  }

  listPods(component: ComponentName): readonly JsonObject[] | undefined {
    return this.#observe((directory) => directory.listPods(component));
  }

  deployedImage(namespace: string, name: string): string | undefined {
    return this.#observe((directory) => directory.deployedImage(namespace, name));
  }

  nearMisses(namespace: string, dynamoNamespace: string | undefined): readonly NearMiss[] {
    return this.#observe((directory) => directory.nearMisses(namespace, dynamoNamespace));
  }

  isOptedIn(namespace: string): boolean | undefined {
    return this.#observe((directory) => directory.isOptedIn(namespace));
  }

  podSecurity(namespace: string): string | undefined {
    return this.#observe((directory) => directory.podSecurity(namespace));
  }

  platformUser(namespace: string): number | undefined {
    return this.#observe((directory) => directory.platformUser(namespace));
  }

  hasPullScript(namespace: string, script: PullScript): boolean {
    return this.#observe((directory) => directory.hasPullScript(namespace, script));
  }

  #observe<T>(ask: (directory: Directory) => T): T {
    const answer = ask(this.#directory);
    this.observations.push({ ask, answer });
    return answer;
  }
}

/**
 * Whether a directory still gives the same answers. Compares identities: a directory replaces an object when it changes. One
 * that makes its objects for each answer only costs a decision.
 */
export function isUnchanged(observations: readonly Observation[], directory: Directory): boolean {
  return observations.every(({ ask, answer }) => isSame(ask(directory), answer));
}

/** Lists are made for each answer; their elements are not. */
function isSame(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((element, index) => element === b[index]);
}
