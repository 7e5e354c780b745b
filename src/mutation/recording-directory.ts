import { type Question, questionKey } from "../cluster/live/question.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import type { Claim, ComponentName, Directory } from "../model-express/directory.ts";
import type { Instance } from "../model-express/instance.ts";
import type { NearMiss } from "../model-express/near-misses.ts";
import type { PullScript } from "../model-express/pull-script.ts";

/** Wraps another directory, and records the questions that it cannot answer. */
export class RecordingDirectory implements Directory {
  readonly #directory: Directory;
  readonly #misses = new Map<string, Question>();

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** Each miss once. */
  get misses(): readonly Question[] {
    return [...this.#misses.values()];
  }

  instancesFor(namespace: string, scope: string): readonly Instance[] {
    const instances = this.#directory.instancesFor(namespace, scope);
    if (instances.length === 0) this.#miss({ about: "instances", namespace, scope });
    return instances;
  }

  instanceNamed(namespace: string, name: string): Instance | undefined {
    return this.#directory.instanceNamed(namespace, name) ?? this.#miss({ about: "instance", namespace, name });
  }

  claim(namespace: string, name: string): Claim | undefined {
    return this.#directory.claim(namespace, name) ?? this.#miss({ about: "claim", namespace, name });
  }

  listPods(component: ComponentName): readonly JsonObject[] | undefined {
    const { namespace, graph: name } = component;
    return this.#directory.listPods(component) ?? this.#miss({ about: "graph", namespace, name });
  }

  deployedImage(namespace: string, name: string): string | undefined {
    const image = this.#directory.deployedImage(namespace, name);
    return image ?? this.#miss({ about: "model-express", namespace, name });
  }

  nearMisses(namespace: string, dynamoNamespace: string | undefined): readonly NearMiss[] {
    return this.#directory.nearMisses(namespace, dynamoNamespace);
  }

  isOptedIn(namespace: string): boolean | undefined {
    return this.#directory.isOptedIn(namespace) ?? this.#miss({ about: "namespace", namespace });
  }

  podSecurity(namespace: string): string | undefined {
    return this.#directory.podSecurity(namespace);
  }

  platformUser(namespace: string): number | undefined {
    return this.#directory.platformUser(namespace);
  }

  hasPullScript(namespace: string, script: PullScript): boolean {
    return this.#directory.hasPullScript(namespace, script);
  }

  #miss(question: Question): undefined {
    this.#misses.set(questionKey(question), question);
  }
}
