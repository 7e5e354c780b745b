import fc from "fast-check";
import jsonPatch from "fast-json-patch";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { type Mutation, mutatePod } from "../../src/injection/mutate-pod.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { arbitraryCluster, arbitraryPod } from "../injection/arbitrary-pod.ts";
import { CountedReader, type Work } from "./counted-reader.ts";
import { FRAGMENTS } from "./growth/fragments.ts";
import { placesIn, withValue } from "./growth/places.ts";

const cluster = arbitraryCluster();
const readings = new CountedReader();
const settings = { ...toSettings(loadConfig(undefined, {}), "<pull.sh>"), globalNamespaces: ["platform"] };

/** A few pieces of what is read as a notation, each repeated. */
const hostileText = fc
  .array(fc.tuple(fc.constantFrom(...FRAGMENTS), fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 8 })
  .map((pieces) => pieces.map(([fragment, times]) => fragment.repeat(times)).join(""));

/** A pod with hostile texts in some of its places; most of them are no pods that Kubernetes would take. */
const hostilePod: fc.Arbitrary<JsonObject> = fc
  .tuple(arbitraryPod, fc.array(fc.tuple(fc.nat(), hostileText), { maxLength: 4 }))
  .map(([pod, texts]) => {
    const places = placesIn(pod).texts;
    return texts.reduce((changed, [at, text]) => withValue(changed, places[at % places.length] ?? [], text), pod);
  });

export function decide(object: JsonObject): Mutation {
  return mutatePod({ namespace: "ns", object }, cluster, settings, readings);
}

export interface Generated {
  readonly seed: number;
  readonly count: number;
  readonly onDecision?: (work: Work, pod: JsonObject) => void;
}

/**
 * Decides about generated pods. Throws with a small one if a decision throws, does anything but add, or would add more when
 * it is asked again.
 */
export function decideGeneratedPods({ seed, count, onDecision = () => undefined }: Generated): void {
  const property = fc.property(hostilePod, (pod) => {
    const { operations } = decide(pod);
    onDecision(readings.work, pod);
    if (operations.some(({ op }) => op !== "add" && op !== "test")) return false;
    const copy = structuredClone(pod);
    jsonPatch.applyPatch(copy, structuredClone(operations) as jsonPatch.Operation[], true);
    return operations.length === 0 || decide(copy).operations.length === 0;
  });
  fc.assert(property, { seed, numRuns: count });
}
