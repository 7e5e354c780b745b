import { createHash } from "node:crypto";
import type { JsonObject } from "../kubernetes/json.ts";
import { plain } from "../kubernetes/quoted.ts";
import type { Occurrence } from "./occurrence.ts";
import type { Regarding } from "./regarding.ts";

const MOST_CHARACTERS = 1000;
/** A name has at most 253 characters: the object's name, a dot and the digest. */
const MOST_NAME = 200;

/**
 * Derives the name from the occurrence and not from the time of writing, so that every replica writes the same Event.
 */
export function eventName({ name, uid }: Regarding, { reason }: Occurrence, key: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([uid, reason, key]))
    .digest("hex");
  return `${name.slice(0, MOST_NAME).replace(/(?<![^a-z0-9])[^a-z0-9]+$/, "")}.${digest.slice(0, 16)}`;
}

/** Builds an Event of `v1`, as `kubectl describe` lists it. */
export function buildEvent(
  regarding: Regarding,
  { reason, message }: Occurrence,
  { name, now }: { readonly name: string; readonly now: number },
): JsonObject {
  const time = `${new Date(now).toISOString().slice(0, 19)}Z`;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { namespace: regarding.namespace, name },
    involvedObject: { ...regarding },
    type: "Warning",
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
