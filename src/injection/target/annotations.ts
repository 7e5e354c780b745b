import { type JsonObject, textAt } from "../../kubernetes/json.ts";
import type { Address } from "../../model-express/address.ts";
import { KEY_PREFIX } from "../../model-express/keys.ts";
import type { Resources } from "../pod/pod.ts";
import { GATES, type Gate, MODES, type Mode, OFFLINES, type Offline, WEIGHTS, type Weights } from "../settings.ts";
import {
  ADDRESS,
  CLAIM_NAME,
  type Format,
  MODEL_LIST,
  MOUNT_PATH,
  namesAmong,
  oneOf,
  RESOURCES,
  SECONDS,
} from "./annotation-formats.ts";
import { listUnknownKeys, type SettableAnnotation } from "./annotation-keys.ts";

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

const MODE = oneOf(MODES);
const OFFLINE = oneOf(OFFLINES);
const PULL_FAILURE = oneOf(["fail", "continue"]);
const WEIGHT = oneOf(WEIGHTS);
const GATE = oneOf(GATES);

function parseAnnotations(annotations: JsonObject, containerNames: readonly string[]): PodAnnotations {
  const read = <T>(key: SettableAnnotation, format: Format<T>): T | undefined => readValue(annotations, key, format);
  return {
    url: read("url", ADDRESS),
    mode: read("mode", MODE),
    models: read("models", MODEL_LIST),
    extraModels: read("extra-models", MODEL_LIST) ?? [],
    containers: read("containers", namesAmong(containerNames)),
    claim: read("claim", CLAIM_NAME),
    path: read("path", MOUNT_PATH),
    offline: read("offline", OFFLINE),
    pullTimeoutSeconds: read("pull-timeout", SECONDS),
    pullFailure: read("pull-failure", PULL_FAILURE),
    pullResources: read("pull-resources", RESOURCES),
    weights: read("weights", WEIGHT),
    gate: read("gate", GATE),
    unknownKeys: listUnknownKeys(annotations),
  };
}

/** @throws {Invalid} for a value that the format does not accept */
function readValue<T>(
  annotations: JsonObject,
  name: SettableAnnotation,
  { parse, describe, mostCharacters }: Format<T>,
): T | undefined {
  const key = `${KEY_PREFIX}${name}`;
  const value = textAt(annotations, key);
  if (value === undefined) return undefined;
  const isLong = value.length > mostCharacters;
  const parsed = isLong ? undefined : parse(value);
  if (parsed !== undefined) return parsed;
  const length = isLong ? `at most ${mostCharacters} characters, ` : "";
  throw new Invalid({ key, value, accepted: `${length}${describe()}` });
}
