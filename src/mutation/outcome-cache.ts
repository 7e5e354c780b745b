import type { DecisionSettings, PodRequest } from "../injection/decide.ts";
import { type Mutation, mutatePod } from "../injection/mutate-pod.ts";
import { type EncodePatch, type Outcome, summarize } from "../injection/outcome.ts";
import { BoundedCache } from "../injection/target/bounded-cache.ts";
import { measureMemory } from "../injection/target/reading-size.ts";
import { isObject } from "../kubernetes/json.ts";
import type { Directory } from "../model-express/directory.ts";
import { isUnchanged, type Observation, ObservedDirectory } from "./observed-directory.ts";
import { relevantPart, toKey } from "./pod-key.ts";

/** Pods of longer reviews are not cached. */
const MOST_CHARACTERS = 64 * 1024;
/** Nor are outcomes that take more of the cache, in units of two bytes. */
const MOST_OF_ONE = 256 * 1024;
/** Of the whole cache, in units of two bytes: 8 MiB of memory. */
const MOST_TOGETHER = 4 * 1024 * 1024;

interface Known {
  readonly outcome: Outcome;
  readonly observations: readonly Observation[];
}

/**
 * Caches the outcomes of decisions by all that they depend on: the pod's text, the settings, and the directory's answers,
 * which are asked again each time. Replicas have the same text, so most pods of a burst cost one look-up.
 */
export class OutcomeCache {
  readonly #encode: EncodePatch;
  #cache = new BoundedCache<Known>(MOST_TOGETHER);
  #settings: DecisionSettings | undefined;

  /** @param encode encodes a patch in base64, once for all pods of the same text */
  constructor(encode: EncodePatch) {
    this.#encode = encode;
  }

  /** What the cache takes, in units of two bytes. */
  get size(): number {
    return this.#cache.size;
  }

  /** Like {@link mutatePod}. */
  mutate(request: PodRequest, directory: Directory, settings: DecisionSettings): Outcome {
    const { namespace, characters = Number.POSITIVE_INFINITY } = request;
    if (characters > MOST_CHARACTERS || !isObject(request.object))
      return this.#finish(mutatePod(request, directory, settings));
    this.#follow(settings);
    const object = relevantPart(request.object);
    const { text, tokenVolume } = toKey(object);
    const key = `${namespace} ${text}`;
    const known = this.#cache.get(key);
    if (known !== undefined && isUnchanged(known.observations, directory)) return known.outcome;
    const observed = new ObservedDirectory(directory);
    const outcome = this.#finish(mutatePod({ namespace, object }, observed, settings));
    if (!mentions(outcome, tokenVolume)) this.#add(key, { outcome, observations: observed.observations });
    return outcome;
  }

  #finish(mutation: Mutation): Outcome {
    const outcome = summarize(mutation);
    const { operations } = outcome;
    return operations.length === 0 ? outcome : { ...outcome, patch: this.#encode(operations) };
  }

  /** What was decided with other settings is forgotten. */
  #follow(settings: DecisionSettings): void {
    if (this.#settings !== undefined && !haveSameMembers(this.#settings, settings)) {
      this.#cache = new BoundedCache(MOST_TOGETHER);
    }
    this.#settings = settings;
  }

  /** A part of a text keeps the whole text in memory (V8's sliced strings), and the pod's is as long as the key. */
  #add(key: string, known: Known): void {
    const size = measureMemory([key, known]) + key.length;
    if (size <= MOST_OF_ONE) this.#cache.set(key, known, size);
  }
}

/** Whether a text in the value contains the name. */
function mentions(value: unknown, name: string | undefined): boolean {
  if (name === undefined) return false;
  if (typeof value === "string") return value.includes(name);
  return typeof value === "object" && value !== null && Object.values(value).some((part) => mentions(part, name));
}

function haveSameMembers(a: DecisionSettings, b: DecisionSettings): boolean {
  const keys = Object.keys({ ...a, ...b }) as (keyof DecisionSettings)[];
  return keys.every((key) => a[key] === b[key]);
}
