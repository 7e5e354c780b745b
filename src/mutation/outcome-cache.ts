import type { PodRequest } from "../injection/decide.ts";
import { mutatePod } from "../injection/mutate-pod.ts";
import { type EncodePatch, type Outcome, summarize } from "../injection/outcome.ts";
import type { Settings } from "../injection/settings.ts";
import { BoundedCache } from "../injection/target/bounded-cache.ts";
import { ReadingCache } from "../injection/target/reading-cache.ts";
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
 * which are asked again each time. Replicas have the same text, so most pods of a burst cost one look-up. An outcome from the
 * cache states its key, by which the caller may recognize the next replica without parsing it.
 */
export class OutcomeCache {
  readonly #encode: EncodePatch;
  readonly #readings = new ReadingCache();
  #cache = new BoundedCache<Known>(MOST_TOGETHER);
  #settings: Settings | undefined;

  /** @param encode encodes a patch in base64, once for all pods of the same text */
  constructor(encode: EncodePatch) {
    this.#encode = encode;
  }

  /** What the cache takes, in units of two bytes. */
  get size(): number {
    return this.#cache.size;
  }

  /**
   * Like {@link mutatePod}.
   *
   * @param settings one object for each configuration: another one empties the cache
   */
  mutate(request: PodRequest, directory: Directory, settings: Settings): Outcome {
    this.#follow(settings);
    // Before the pod, which is parsed when it is asked for.
    const known = request.key === undefined ? undefined : this.#find(request.key, directory);
    return known ?? this.#mutateByText(request, directory, settings);
  }

  #mutateByText(request: PodRequest, directory: Directory, settings: Settings): Outcome {
    const { namespace, object, characters = Number.POSITIVE_INFINITY } = request;
    if (characters > MOST_CHARACTERS || !isObject(object)) return this.#decide(request, directory, settings);
    const { text: key, tokenVolume } = toKey({ namespace, object });
    const known = this.#find(key, directory);
    if (known !== undefined) return known;
    const observed = new ObservedDirectory(directory);
    const outcome = this.#decide({ namespace, object: relevantPart(object) }, observed, settings);
    if (!mentions(outcome, tokenVolume)) {
      this.#add(key, { outcome: { ...outcome, key }, observations: observed.observations });
    }
    return outcome;
  }

  #find(key: string, directory: Directory): Outcome | undefined {
    const known = this.#cache.get(key);
    return known !== undefined && isUnchanged(known.observations, directory) ? known.outcome : undefined;
  }

  #decide(request: PodRequest, directory: Directory, settings: Settings): Outcome {
    const outcome = summarize(mutatePod(request, directory, settings, this.#readings));
    const { operations } = outcome;
    return operations.length === 0 ? outcome : { ...outcome, patch: this.#encode(operations) };
  }

  /** What was decided with other settings is forgotten. */
  #follow(settings: Settings): void {
    if (this.#settings === settings) return;
    this.#settings = settings;
    this.#cache = new BoundedCache(MOST_TOGETHER);
  }

  /** A part of a text keeps the whole text in memory (V8's sliced strings), and the pod's is as long as the key. */
  #add(key: string, known: Known): void {
    const size = measureMemory(known) + key.length;
    if (size <= MOST_OF_ONE) this.#cache.set(key, known, size);
  }
}

/** Whether a text in the value contains the name. */
function mentions(value: unknown, name: string | undefined): boolean {
  if (name === undefined) return false;
  if (typeof value === "string") return value.includes(name);
  return typeof value === "object" && value !== null && Object.values(value).some((part) => mentions(part, name));
}
