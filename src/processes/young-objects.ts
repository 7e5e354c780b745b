import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8 from allocating a review's objects among the long-lived ones. V8 does so for code whose objects outlive most minor
 * garbage collections, and reviews in flight under load look like that. Such objects are freed by full collections only, and so
 * is all that they refer to: the next request, and so on. The state keeps itself up. Half of all processes got into it within
 * seconds of full load, and then a review cost 1.8 times the CPU time (`bench/README.md`).
 *
 * Set while the process starts, because `NODE_OPTIONS` does not accept this flag.
 */
export function keepObjectsYoung(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
}
