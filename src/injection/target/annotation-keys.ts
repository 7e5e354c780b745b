import type { JsonObject } from "../../kubernetes/json.ts";
import { KEY_PREFIX } from "../../model-express/keys.ts";

export const STATUS_ANNOTATION = `${KEY_PREFIX}status`;

/** Those that users set, without the prefix. */
export const SETTABLE_ANNOTATIONS = [
  "url",
  "mode",
  "models",
  "extra-models",
  "containers",
  "claim",
  "path",
  "offline",
  "pull-timeout",
  "pull-failure",
  "pull-resources",
  "weights",
  "gate",
] as const;

export type SettableAnnotation = (typeof SETTABLE_ANNOTATIONS)[number];

/** Without the prefix. docs/keys.md has a line for each. */
export const ANNOTATIONS = [...SETTABLE_ANNOTATIONS, "status"] as const;

const KNOWN_KEYS: ReadonlySet<string> = new Set(ANNOTATIONS.map((known) => `${KEY_PREFIX}${known}`));

/** Unknown annotations with our prefix, most likely misspelt. */
export function listUnknownKeys(annotations: JsonObject): readonly string[] {
  return Object.keys(annotations)
    .filter((key) => key.startsWith(KEY_PREFIX))
    .filter((key) => !KNOWN_KEYS.has(key));
}
