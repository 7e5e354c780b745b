import type { ChangeOperation } from "@model-express-injector/yaml-weaving/change.ts";

/** What becomes of an object in a manifest. */
export interface ManifestChange {
  /** From the object; none where there is nothing to change. */
  readonly operations: readonly ChangeOperation[];
  /** What was done, and why. */
  readonly sentences: readonly string[];
  /** What is right in itself, and still not what its author can want. */
  readonly doubts: readonly string[];
  /** What is wrong: then nothing is changed. */
  readonly problems: readonly string[];
}

export function unchanged(change: Partial<ManifestChange>): ManifestChange {
  return { operations: [], sentences: [], doubts: [], problems: [], ...change };
}
