import type { ChangeOperation } from "@model-express-injector/yaml-weaving/change.ts";

/** The change to one object of a manifest. */
export interface ManifestChange {
  /** Operations on the object; empty when nothing changes. */
  readonly operations: readonly ChangeOperation[];
  /** What is changed, and why. */
  readonly sentences: readonly string[];
  /** Valid, but probably not what the author wants. */
  readonly doubts: readonly string[];
  /** Errors. If there is one, nothing is changed. */
  readonly problems: readonly string[];
}

export function refuseChange(problems: readonly string[]): ManifestChange {
  return { operations: [], sentences: [], doubts: [], problems };
}
