import {
  isObject,
  type JsonObject,
  type JsonValue,
  objectAt,
  objectsAt,
  textAt,
} from "../../../src/kubernetes/json.ts";
import type { Expectation, PlaceExpectation } from "./case-schema.ts";
import { STATUS_ANNOTATION, TOKEN_VOLUME_NAME } from "./contract.ts";
import { type Addition, findContainer } from "./expand-patch.ts";

/** A pod with its additions. */
export interface PatchedPod {
  readonly pod: JsonObject;
  readonly patch: readonly Addition[];
}

const ANNOTATIONS = "/metadata/annotations";
const STATUS_PATH = `${ANNOTATIONS}/${STATUS_ANNOTATION.replaceAll("/", "~1")}`;

/** The status that the patch writes, alone or with all annotations of a pod that has none. */
export function readStatus({ patch }: PatchedPod): JsonObject | undefined {
  for (const { path, value } of patch) {
    const text = path === ANNOTATIONS && isObject(value) ? value[STATUS_ANNOTATION] : value;
    if ((path === ANNOTATIONS || path === STATUS_PATH) && typeof text === "string")
      return JSON.parse(text) as JsonObject;
  }
  return undefined;
}

/** The values added to a list, as a whole or one by one. */
export function readAdded({ patch }: PatchedPod, list: string): readonly JsonObject[] {
  const values = patch.flatMap(({ path, value }): readonly JsonValue[] => {
    if (path === list && Array.isArray(value)) return value;
    return path.startsWith(`${list}/`) && !path.slice(list.length + 1).includes("/") ? [value] : [];
  });
  return values.filter(isObject);
}

export interface AddedPull {
  readonly container: JsonObject;
  readonly position: number;
}

export function readPull({ patch }: PatchedPod): AddedPull | undefined {
  for (const { path, value } of patch) {
    const [found, position = "0"] = /^\/spec\/initContainers(?:\/(\d+))?$/.exec(path) ?? [];
    const container = Array.isArray(value) ? value[0] : value;
    if (found !== undefined && isObject(container)) return { container, position: Number(position) };
  }
  return undefined;
}

/** Variables by name: a text, or the value's source. */
export function readVariables(env: readonly JsonObject[]): ReadonlyMap<string, JsonValue> {
  return new Map(env.map(({ name, value, valueFrom }) => [String(name), value ?? valueFrom ?? null]));
}

export function readEnv(patched: PatchedPod, name: string): ReadonlyMap<string, JsonValue> {
  const { path } = findContainer(objectAt(patched.pod, "spec"), name);
  return readVariables(readAdded(patched, `${path}/env`));
}

/** The volume and the token, in the terms of an expectation. */
export function readVolume(patched: PatchedPod, name: string | undefined): Partial<Expectation> {
  const volumes = readAdded(patched, "/spec/volumes");
  const token = volumes.find((one) => one["name"] === TOKEN_VOLUME_NAME);
  const audience = token === undefined ? {} : { token: audienceOf(token) };
  const added = volumes.find((one) => one["name"] !== TOKEN_VOLUME_NAME);
  if (added !== undefined) return { ...audience, volume: shortSource(added) };
  const isOwn = objectsAt(objectAt(patched.pod, "spec"), "volumes").some((one) => one["name"] === name);
  return isOwn && name !== undefined ? { ...audience, volume: name } : audience;
}

function audienceOf(volume: JsonObject): string {
  const [source = {}] = objectsAt(objectAt(volume, "projected"), "sources");
  return textAt(objectAt(source, "serviceAccountToken"), "audience") ?? "";
}

function shortSource({ name: _, ...source }: JsonObject): Record<string, JsonValue> {
  const claim = textAt(objectAt(source, "persistentVolumeClaim"), "claimName");
  return claim === undefined ? (source as Record<string, JsonValue>) : { claim };
}

/** The place of one target, as far as the patch shows it. */
export function readPlace(patched: PatchedPod, name: string): PlaceExpectation {
  const env = readEnv(patched, name);
  const { path: container } = findContainer(objectAt(patched.pod, "spec"), name);
  const mounts = readAdded(patched, `${container}/volumeMounts`);
  const path = env.get("MODEL_EXPRESS_PATH");
  const cache = env.get("MODEL_EXPRESS_CACHE_DIRECTORY") ?? env.get("HF_HUB_CACHE");
  return {
    ...(typeof path === "string" ? { path } : {}),
    ...(typeof cache === "string" ? { cache } : {}),
    ...readMount(mounts.find((one) => one["name"] !== TOKEN_VOLUME_NAME)),
  };
}

/** A mount's path and its other members. */
export function readMount(mount: JsonObject | undefined): PlaceExpectation {
  if (mount === undefined) return {};
  const { name: _, mountPath, ...rest } = mount;
  return {
    at: String(mountPath),
    ...(Object.keys(rest).length === 0 ? {} : { mount: rest as Record<string, JsonValue> }),
  };
}

/** The container's `command` and `args` after the patch, if changed. */
export function readCommand({ pod, patch }: PatchedPod, name: string): PlaceExpectation {
  const { path, container } = findContainer(objectAt(pod, "spec"), name);
  const after = (list: "command" | "args"): readonly string[] | undefined => {
    const own = patch.filter((operation) => operation.op !== "test" && isIn(`${path}/${list}`, operation.path));
    if (own.length === 0) return undefined;
    const document = structuredClone({ list: container[list] ?? [] }) as { list: string[] };
    for (const { op, path: place, value } of own) {
      const index = Number(place.slice(`${path}/${list}/`.length));
      if (Array.isArray(value)) document.list = value.map(String);
      else document.list.splice(index, op === "replace" ? 1 : 0, String(value));
    }
    return document.list;
  };
  const [command, args] = [after("command"), after("args")];
  return {
    ...(command === undefined ? {} : { command: [...command] }),
    ...(args === undefined ? {} : { args: [...args] }),
  };
}

function isIn(list: string, path: string): boolean {
  return path === list || path.startsWith(`${list}/`);
}
