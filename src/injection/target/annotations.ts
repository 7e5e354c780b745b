import { parseDuration } from "../../kubernetes/duration.ts";
import { type JsonObject, textAt } from "../../kubernetes/json.ts";
import { LIMITS } from "../../kubernetes/limits.ts";
import { isSubdomain } from "../../kubernetes/names.ts";
import { quoted } from "../../kubernetes/quoted.ts";
import { type Address, isUrl, parseAddress } from "../../model-express/address.ts";
import { KEY_PREFIX } from "../../model-express/keys.ts";
import { parseModelList } from "../command/model-reference.ts";
import type { Resources } from "../pod/pod.ts";
import { GATES, type Gate, MODES, type Mode, OFFLINES, type Offline, WEIGHTS, type Weights } from "../settings.ts";
import { parseMountPath } from "./mount-path.ts";
import { parseResources, RESOURCES_FORM } from "./pull-annotations.ts";

/** The pod's annotations, parsed; `undefined` where unset. */
export interface PodAnnotations {
  /** `"none"` for an empty annotation, which disables Model Express for the pod. */
  readonly url: Address | "none" | undefined;
  readonly mode: Mode | undefined;
  /** `org/name[@revision]` or URIs. */
  readonly models: readonly string[] | undefined;
  readonly extraModels: readonly string[];
  readonly containers: readonly string[] | undefined;
  readonly claim: string | undefined;
  readonly path: string | undefined;
  readonly offline: Offline | undefined;
  readonly pullTimeoutSeconds: number | undefined;
  /** `continue`: the pod starts even if the pull fails, and is never offline. */
  readonly pullFailure: "fail" | "continue" | undefined;
  /** Requests and limits of the pull. */
  readonly pullResources: Resources | undefined;
  readonly weights: Weights | undefined;
  readonly gate: Gate | undefined;
  /** Unknown annotations with our prefix, most likely misspelt. */
  readonly unknownKeys: readonly string[];
}

/** An invalid value. Nothing is guessed: the pod is left unchanged. */
export interface InvalidAnnotation {
  readonly key: string;
  readonly value: string;
  readonly accepted: string;
}

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

/** Without the prefix. docs/keys.md has a line for each. */
export const ANNOTATIONS = [...SETTABLE_ANNOTATIONS, "status"] as const;

class Invalid extends Error {
  readonly invalid: InvalidAnnotation;
  constructor(invalid: InvalidAnnotation) {
    super(invalid.key);
    this.invalid = invalid;
  }
}

/** Reads the pod's annotations. `containerNames` are the valid names for the annotation `containers`. */
export function readAnnotations(
  annotations: JsonObject,
  containerNames: readonly string[],
): PodAnnotations | InvalidAnnotation {
  try {
    return parseAnnotations(annotations, containerNames);
  } catch (error) {
    if (error instanceof Invalid) return error.invalid;
    throw error;
  }
}

export function isInvalidAnnotation(annotations: PodAnnotations | InvalidAnnotation): annotations is InvalidAnnotation {
  return "accepted" in annotations;
}

function parseAnnotations(annotations: JsonObject, containerNames: readonly string[]): PodAnnotations {
  const read = createReader(annotations);
  return {
    url: read("url", parseUrl, '"http://host:port", "https://host:port", or "" to disable'),
    mode: read("mode", acceptOneOf(MODES), () => listed(MODES)),
    models: read("models", parseModels, MODEL_LIST),
    extraModels: read("extra-models", parseModels, MODEL_LIST) ?? [],
    containers: read("containers", namesAmong(containerNames), () => `names among ${listed(containerNames)}`),
    claim: read("claim", (value) => (isSubdomain(value) ? value : undefined), "a PersistentVolumeClaim's name"),
    path: read(
      "path",
      parseMountPath,
      "an absolute path without .., : and $, none of the system's (/proc, /sys, /dev, /etc, /usr, /bin, /lib, /var/run/secrets)",
    ),
    offline: read("offline", acceptOneOf(OFFLINES), () => listed(OFFLINES)),
    pullTimeoutSeconds: read("pull-timeout", parseSeconds, "a duration such as 90m or 1h30m"),
    pullFailure: read("pull-failure", acceptOneOf(PULL_FAILURES), () => listed(PULL_FAILURES)),
    pullResources: read("pull-resources", parseResources, RESOURCES_FORM),
    weights: read("weights", acceptOneOf(WEIGHTS), () => listed(WEIGHTS)),
    gate: read("gate", acceptOneOf(GATES), () => listed(GATES)),
    unknownKeys: unknownKeysIn(annotations),
  };
}

const PULL_FAILURES = ["fail", "continue"] as const;

function acceptOneOf<T extends string>(values: readonly T[]): (value: string) => T | undefined {
  return (value) => values.find((one) => one === value);
}

const MODEL_LIST = "at most 64 of org/name, org/name@revision or ngc://, gs://, s3://, az:// URIs, by comma or space";

/** Annotations that are lists. */
const LISTS: ReadonlySet<string> = new Set(["models", "extra-models", "containers"]);

type Reader = <T>(
  key: string,
  parse: (value: string) => T | undefined,
  accepted: string | (() => string),
) => T | undefined;

function createReader(annotations: JsonObject): Reader {
  return (key, parse, accepted) => {
    const value = textAt(annotations, `${KEY_PREFIX}${key}`);
    if (value === undefined) return undefined;
    const most = LISTS.has(key) ? LIMITS.list : LIMITS.value;
    const parsed = value.length > most ? undefined : parse(value);
    if (parsed !== undefined) return parsed;
    const sentence = typeof accepted === "string" ? accepted : accepted();
    const length = value.length > most ? `at most ${most} characters, ` : "";
    throw new Invalid({ key: `${KEY_PREFIX}${key}`, value, accepted: `${length}${sentence}` });
  };
}

function parseUrl(value: string): Address | "none" | undefined {
  if (value === "") return "none";
  return isUrl(value) ? parseAddress(value) : undefined;
}

function parseModels(value: string): readonly string[] | undefined {
  const list = parseModelList(value);
  return "invalid" in list ? undefined : list.models;
}

function namesAmong(containerNames: readonly string[]): (value: string) => readonly string[] | undefined {
  const known = new Set(containerNames);
  return (value) => {
    const names = [...new Set(value.split(",").map((name) => name.trim()))];
    return names.every((name) => known.has(name)) ? names : undefined;
  };
}

function parseSeconds(value: string): number | undefined {
  const seconds = parseDuration(value);
  return seconds === undefined ? undefined : Math.ceil(seconds);
}

const KNOWN_KEYS: ReadonlySet<string> = new Set(ANNOTATIONS.map((known) => `${KEY_PREFIX}${known}`));

function unknownKeysIn(annotations: JsonObject): readonly string[] {
  return Object.keys(annotations)
    .filter((key) => key.startsWith(KEY_PREFIX))
    .filter((key) => !KNOWN_KEYS.has(key));
}

/** Keeps the message to one sentence. */
const MOST_LISTED = 8;

function listed(values: readonly string[]): string {
  const shown = values.slice(0, MOST_LISTED).map((value) => quoted(value));
  return values.length > MOST_LISTED ? `${shown.join(", ")}, …` : shown.join(", ");
}
