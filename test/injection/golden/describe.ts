import { isDeepStrictEqual } from "node:util";
import {
  isObject,
  type JsonObject,
  type JsonValue,
  objectAt,
  objectsAt,
  textAt,
} from "../../../src/kubernetes/json.ts";
import type { Expectation, PlaceExpectation } from "./case-schema.ts";
import { type Mode, PULL, PULL_VARIABLES, REASON_DEFAULTS, VARIABLES } from "./contract.ts";
import { type Addition, expandPatch, findContainer } from "./expand-patch.ts";
import { completeExpectation } from "./expectation.ts";
import { difference } from "./merge.ts";
import {
  type AddedPull,
  type PatchedPod,
  readAdded,
  readCommand,
  readEnv,
  readMount,
  readPlace,
  readPull,
  readStatus,
  readVariables,
  readVolume,
} from "./read-patch.ts";
import { shrink } from "./shrink.ts";

/** The result of the code under test for a pod. */
export interface Actual {
  readonly reason: string;
  readonly warnings: readonly string[];
  readonly patch: readonly Addition[];
}

/**
 * Expresses the result in the language of the cases: a short expectation whose patch is the actual one.
 *
 * @returns `patch: whole` if the language cannot express it
 */
export function describeActual(pod: JsonObject, actual: Actual): Expectation {
  return describe(pod, actual, isDeepStrictEqual) ?? { ...headOf(actual), patch: "whole" };
}

/** Like {@link describeActual}, but for a reader: the order of additions may differ. */
export function describeLoosely(pod: JsonObject, actual: Actual): Expectation {
  return describe(pod, actual, isEqualUnordered) ?? { ...headOf(actual), patch: "whole" };
}

type Compare = (one: readonly Addition[], other: readonly Addition[]) => boolean;

function describe(pod: JsonObject, actual: Actual, isEqual: Compare): Expectation | undefined {
  const { patch } = actual;
  const isExact = (expectation: Expectation): boolean => {
    const expected = patchFor(pod, expectation);
    return expected !== undefined && isEqual(expected, patch);
  };
  const head = headOf(actual);
  if (isExact(head)) return head;
  const full = describeFully(head, { pod, patch });
  return full !== undefined && isExact(full) ? shrink(full, isExact) : undefined;
}

function headOf({ reason, warnings }: Actual): Expectation {
  return { reason, ...(warnings.length === 0 ? {} : { warnings: [...warnings] }) };
}

function isEqualUnordered(one: readonly Addition[], other: readonly Addition[]): boolean {
  return isDeepStrictEqual(sorted(one), sorted(other));
}

/** Sorts lists at every depth by their elements' text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((element) => JSON.stringify(sorted(element))).sort();
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function patchFor(pod: JsonObject, expectation: Expectation): readonly Addition[] | undefined {
  try {
    const outcome = completeExpectation(expectation);
    return outcome === undefined ? [] : expandPatch(pod, outcome);
  } catch {
    return undefined;
  }
}

/** Every key, with its value in the patch. */
function describeFully(head: Expectation, patched: PatchedPod): Expectation | undefined {
  const status = readStatus(patched);
  const defaults = REASON_DEFAULTS[head.reason];
  if (status === undefined || defaults === undefined) return undefined;
  const containers = textsAt(status, "containers");
  const pull = readPull(patched);
  const shared: Expectation = {
    ...head,
    mode: (textAt(status, "mode") ?? defaults.mode) as Mode,
    containers,
    models: textsAt(status, "models"),
    offline: containers.filter((name) => readEnv(patched, name).get("HF_HUB_OFFLINE") === "1"),
    from: textAt(status, "from"),
    url: textAt(status, "url") ?? null,
    ...readVolume(patched, textAt(status, "volume")),
    ...sharedPlace(patched, containers, pull),
    imagePullSecrets: readAdded(patched, "/spec/imagePullSecrets").map(({ name }) => String(name)),
  };
  return describeTargets(pull === undefined ? shared : { ...shared, pull: describePull(pull, shared) }, patched);
}

function textsAt(object: JsonObject, key: string): string[] {
  const value = object[key];
  return Array.isArray(value) ? value.map(String) : [];
}

/** The pull's place, or that of the first target that has one. */
function sharedPlace(patched: PatchedPod, names: readonly string[], pull?: AddedPull): PlaceExpectation {
  const first = names.map((name) => readPlace(patched, name)).find((place) => Object.keys(place).length > 0);
  const cache = readVariables(objectsAt(pull?.container ?? {}, "env")).get("MODEL_EXPRESS_CACHE_DIRECTORY");
  if (pull === undefined || typeof cache !== "string") return first ?? {};
  const [mount] = objectsAt(pull.container, "volumeMounts");
  return { ...first, path: cache.replace(/\/hub$/, ""), cache, ...readMount(mount) };
}

/** States common settings of all targets once, and the rest for each. */
function describeTargets(expectation: Expectation, patched: PatchedPod): Expectation {
  const names = expectation.containers ?? [];
  const each = names.map((name) => describeTarget(expectation, patched, name));
  const [first] = each;
  const isShared = first?.mode === undefined && each.every((one) => isDeepStrictEqual(one, first));
  if (isShared) return { ...expectation, ...first };
  return { ...expectation, on: Object.fromEntries(names.map((name, index) => [name, each[index] ?? {}])) };
}

/** The place of one target, and its variables that differ from the contract's. */
function describeTarget(expectation: Expectation, patched: PatchedPod, name: string): PlaceExpectation {
  const place = readPlace(patched, name);
  const isAddressOnly = expectation.mode !== "env" && Object.keys(place).length === 0;
  const own: PlaceExpectation = {
    ...(isAddressOnly ? { mode: "env" as const } : place),
    ...describePeers(patched, name),
  };
  const outcome = completeExpectation({ ...expectation, on: { [name]: own } });
  const target = outcome?.targets.find((one) => one.name === name);
  if (outcome === undefined || target === undefined) return own;
  const facts = { ...target.place, url: outcome.url, isOffline: target.isOffline };
  const expected = Object.entries(VARIABLES).map(([key, valueFor]) => [key, valueFor(facts)] as const);
  return { ...own, ...describeVariables(new Map(expected), patched, name) };
}

/** Whether it loads from peers, and how its command changed. */
function describePeers(patched: PatchedPod, name: string): PlaceExpectation {
  const peers = readStatus(patched)?.["peers"];
  const isFromPeers = Array.isArray(peers) && peers.includes(name);
  return { ...(isFromPeers ? { weights: "peers" as const } : {}), ...readCommand(patched, name) };
}

function describeVariables(
  expected: ReadonlyMap<string, JsonValue | undefined>,
  patched: PatchedPod,
  name: string,
): PlaceExpectation {
  const added = readEnv(patched, name);
  const { container } = findContainer(objectAt(patched.pod, "spec"), name);
  const defined = new Set(objectsAt(container, "env").map((one) => one["name"]));
  const missing = [...expected].filter(([key, value]) => value !== undefined && !added.has(key) && !defined.has(key));
  const other = [...added].filter(([key, value]) => !isDeepStrictEqual(expected.get(key), value));
  return {
    ...(missing.length === 0 ? {} : { without: missing.map(([key]) => key) }),
    ...(other.length === 0 ? {} : { env: Object.fromEntries(other) }),
  };
}

function describePull({ container, position }: AddedPull, expectation: Expectation): NonNullable<Expectation["pull"]> {
  const env = readVariables(objectsAt(container, "env"));
  const timeout = Number(env.get("MX_PULL_TIMEOUT"));
  const offline = env.get("MX_PULL_OFFLINE") === "true";
  const [mount] = objectsAt(container, "volumeMounts");
  const { env: _, volumeMounts: __, ...fields } = container;
  const changed = difference(PULL, fields);
  return {
    ...{ position, timeout, offline, env: otherPullVariables(env, expectation) },
    ...(mount === undefined ? {} : { mount: mount as Record<string, JsonValue> }),
    ...changed,
    ...(changed["resources"] === undefined
      ? {}
      : { resources: objectAt(container, "resources") as Record<string, JsonValue> }),
  };
}

function otherPullVariables(env: ReadonlyMap<string, JsonValue>, expectation: Expectation): Record<string, JsonValue> {
  const outcome = completeExpectation(expectation);
  if (outcome?.pull === undefined) return {};
  const facts = { ...outcome.pull, mode: outcome.mode, url: outcome.url };
  const derived = /^(MX_PULL_(TIMEOUT|OFFLINE|MODEL_\d+))$/;
  const other = [...env].filter(([name, value]) => !derived.test(name) && PULL_VARIABLES[name]?.(facts) !== value);
  return Object.fromEntries(other);
}
