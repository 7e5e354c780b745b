import { createHash } from "node:crypto";
import type { JsonObject } from "../../kubernetes/json.ts";
import { plain } from "../../kubernetes/quoted.ts";
import { formatTime } from "./format-time.ts";

/** The object that an Event is about. */
export interface Regarding {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface EventContent {
  readonly type: "Normal" | "Warning";
  /** One word, such as `PullFailed`. */
  readonly reason: string;
  readonly message: string;
}

/** The API server accepts 1,024. */
const MOST_CHARACTERS = 1000;
/** A name has at most 253 characters: the object's name, a dot and the digest. */
const MOST_NAME = 200;

/**
 * Derives an Event's name from what happened and not from the time of writing, so that every replica writes the same
 * Event.
 *
 * @param key tells apart the Events about one object
 */
export function nameEvent({ name, uid }: Regarding, key: readonly (string | number)[]): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([uid, ...key]))
    .digest("hex");
  return `${name.slice(0, MOST_NAME).replace(/(?<![^a-z0-9])[^a-z0-9]+$/, "")}.${digest.slice(0, 16)}`;
}

/**
 * Builds an Event of `v1`, as `kubectl describe` lists it.
 *
 * @param now milliseconds since the epoch
 */
export function buildEvent(
  { apiVersion, kind, namespace, name: regardingName, uid }: Regarding,
  { type, reason, message }: EventContent,
  { name, now }: { readonly name: string; readonly now: number },
): JsonObject {
  const time = formatTime(now);
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { namespace, name },
    involvedObject: { apiVersion, kind, namespace, name: regardingName, uid },
    type,
    reason,
    message: toLine(message),
    source: { component: "model-express-injector" },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is removed.
const COLOUR = /\u001b\[[0-9;]{0,20}[A-Za-z]/g;

/** One line of bounded length without control sequences: a container's output is under its tenant's control. */
function toLine(text: string): string {
  const words = text.slice(0, 2 * MOST_CHARACTERS).replaceAll(COLOUR, "");
  return plain(words, MOST_CHARACTERS).toWellFormed();
}
