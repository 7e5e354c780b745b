import {
  isObject,
  type JsonObject,
  type JsonValue,
  member,
  objectAt,
  objectsAt,
} from "../../../src/kubernetes/json.ts";
import {
  EVICTION_ANNOTATION,
  PULL,
  PULL_VARIABLES,
  STATUS_ANNOTATION,
  TOKEN_MOUNT,
  tokenVolume,
  VARIABLES,
  VOLUME_NAME,
} from "./contract.ts";
import type { Outcome, PullOutcome } from "./expectation.ts";
import { merge } from "./merge.ts";

/** An additive operation of an RFC 6902 patch; only a shell's script is replaced, after a test. */
export interface Addition {
  readonly op: "add" | "test" | "replace";
  readonly path: string;
  readonly value: JsonValue;
}

/**
 * Expands an expectation into the whole patch. Knows the contract and the pod, but nothing of the code under test.
 */
export function expandPatch(pod: JsonObject, outcome: Outcome): Addition[] {
  const spec = objectAt(pod, "spec");
  return [
    ...append("/spec/volumes", spec["volumes"], addedVolumes(outcome)),
    ...append(
      "/spec/imagePullSecrets",
      spec["imagePullSecrets"],
      outcome.imagePullSecrets.map((name) => ({ name })),
    ),
    ...outcome.targets.flatMap((target) => expandTarget(spec, outcome, target)),
    ...expandPull(spec, outcome),
    ...expandStatus(objectAt(pod, "metadata"), outcome),
  ];
}

/** Appends to an existing list; adds an absent or null one as a whole. */
function append(path: string, list: JsonValue | undefined, added: readonly JsonValue[]): Addition[] {
  if (added.length === 0) return [];
  if (Array.isArray(list)) return added.map((value) => ({ op: "add", path: `${path}/-`, value }));
  return [{ op: "add", path, value: added }];
}

function addedVolumes({ volumeName, volumeSource, token }: Outcome): JsonObject[] {
  const volume = volumeName === undefined || volumeSource === undefined ? [] : [{ name: volumeName, ...volumeSource }];
  return token === undefined ? volume : [...volume, tokenVolume(token)];
}

function expandTarget(spec: JsonObject, outcome: Outcome, target: Outcome["targets"][number]): Addition[] {
  const { path, container } = findContainer(spec, target.name);
  return [
    ...append(`${path}/env`, container["env"], addedVariables(container, outcome, target)),
    ...append(`${path}/volumeMounts`, container["volumeMounts"], addedMounts(container, outcome, target)),
    ...expandList(`${path}/command`, container["command"], target.place.command),
    ...expandList(`${path}/args`, container["args"], target.place.args),
  ];
}

/** Words inserted into a list, the last first, and extended texts. */
function expandList(path: string, list: JsonValue | undefined, after: readonly string[] | undefined): Addition[] {
  if (after === undefined) return [];
  if (!Array.isArray(list)) return [{ op: "add", path, value: after }];
  if (list.length === after.length) {
    return list.flatMap((before, index): Addition[] => {
      const [place, value = ""] = [`${path}/${index}`, after[index]];
      if (before === value) return [];
      return [
        { op: "test", path: place, value: before },
        { op: "replace", path: place, value },
      ];
    });
  }
  const start = list.findIndex((word, index) => word !== after[index]);
  const first = start < 0 ? list.length : start;
  const added = after.slice(first, first + after.length - list.length);
  return added.toReversed().map((value) => ({ op: "add", path: `${path}/${first}`, value }));
}

export function findContainer(spec: JsonObject, name: string): { path: string; container: JsonObject } {
  for (const list of ["containers", "initContainers"]) {
    const index = objectsAt(spec, list).findIndex((one) => one["name"] === name);
    const container = objectsAt(spec, list)[index];
    if (container !== undefined) return { path: `/spec/${list}/${index}`, container };
  }
  throw new Error(`containers: the pod has no container "${name}"`);
}

/** The contract's variables for a target, each only if the container does not define it. */
function addedVariables(container: JsonObject, { url }: Outcome, target: Outcome["targets"][number]): JsonObject[] {
  const { isOffline, place } = target;
  const defined = new Set(objectsAt(container, "env").map(({ name }) => name));
  const facts = { ...place, url, isOffline };
  const values = new Map<string, JsonValue | undefined>(
    Object.entries(VARIABLES).map(([name, value]) => [name, value(facts)]),
  );
  for (const name of place.without) {
    if (values.get(name) === undefined)
      throw new Error(`without: ${name} is not a variable that "${target.name}" gets`);
    values.delete(name);
  }
  for (const [name, value] of Object.entries(place.env)) values.set(name, value);
  return entries(values).filter(({ name }) => !defined.has(name));
}

function entries(values: ReadonlyMap<string, JsonValue | undefined>): JsonObject[] {
  return [...values].flatMap(([name, value]) => {
    if (value === undefined || value === null) return [];
    return [isObject(value) ? { name, valueFrom: value } : { name, value }];
  });
}

/** An existing mount is reused. */
function addedMounts(container: JsonObject, { token }: Outcome, { place }: Outcome["targets"][number]): JsonObject[] {
  const taken = objectsAt(container, "volumeMounts").map(({ mountPath }) => mountPath);
  const mounts = [place.mount, token === undefined ? undefined : TOKEN_MOUNT];
  return mounts.filter((mount) => mount !== undefined).filter(({ mountPath }) => !taken.includes(mountPath));
}

function expandPull(spec: JsonObject, outcome: Outcome): Addition[] {
  const { pull } = outcome;
  if (pull === undefined) return [];
  const value = pullContainer(outcome, pull);
  const path = "/spec/initContainers";
  if (!Array.isArray(member(spec, "initContainers"))) return [{ op: "add", path, value: [value] }];
  return [{ op: "add", path: `${path}/${pull.position}`, value }];
}

function pullContainer(outcome: Outcome, pull: PullOutcome): JsonObject {
  const { url, mode, models, token } = outcome;
  const facts = { ...pull, mode, url };
  const values = new Map<string, JsonValue | undefined>(
    Object.entries(PULL_VARIABLES).map(([name, value]) => [name, value(facts)]),
  );
  for (const [name, value] of Object.entries(pull.env)) values.set(name, value);
  models.forEach((model, index) => void values.set(`MX_PULL_MODEL_${index}`, model));
  const volumeMounts = token === undefined ? [pull.mount] : [pull.mount, TOKEN_MOUNT];
  const { resources, ...fields } = pull.fields;
  return {
    ...merge(PULL, fields),
    ...(resources === undefined ? {} : { resources }),
    env: entries(values),
    volumeMounts,
  };
}

function expandStatus(metadata: JsonObject, outcome: Outcome): Addition[] {
  if (outcome.status === null) return [];
  const { mode, url, from, volumeName, models, targets } = outcome;
  const peers = targets.filter(({ place }) => place.isFromPeers);
  const status = merge(
    {
      ...{ version: "1.2.3", config: "c0ffee00", mode },
      ...(url === undefined ? {} : { url }),
      from,
      ...(volumeName === undefined ? {} : { volume: volumeName }),
      ...(models.length === 0 ? {} : { models }),
      containers: targets.map(({ name }) => name),
      ...(peers.length === 0 ? {} : { peers: peers.map(({ name }) => name) }),
    },
    outcome.status,
  );
  const isOwnDirectory = outcome.volumeSource?.["emptyDir"] !== undefined;
  const added: Record<string, string> = {
    ...(isOwnDirectory ? { [EVICTION_ANNOTATION]: VOLUME_NAME } : {}),
    [STATUS_ANNOTATION]: JSON.stringify(status),
  };
  const path = "/metadata/annotations";
  if (!isObject(metadata["annotations"])) return [{ op: "add", path, value: added }];
  return Object.entries(added).map(([key, value]) => ({ op: "add", path: `${path}/${key.replace("/", "~1")}`, value }));
}
