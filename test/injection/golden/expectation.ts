import type { JsonObject } from "../../../src/kubernetes/json.ts";
import type { Expectation, PlaceExpectation } from "./case-schema.ts";
import { type Mode, PULL_TIMEOUT_SECONDS, REASON_DEFAULTS, USUAL, VOLUME_NAME, VOLUMES } from "./contract.ts";
import { expandSource } from "./expand-pod.ts";

/** Where and how one target gets its models. */
export interface Place {
  readonly mode: Mode;
  readonly path: string;
  readonly cache: string;
  readonly mount: JsonObject | undefined;
  /** On a new emptyDir that any user can write to. */
  readonly isOwnVolume: boolean;
  readonly without: readonly string[];
  readonly env: JsonObject;
  readonly isFromPeers: boolean;
  /** The changes to the container's lists; absent if there are none. */
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[] | undefined;
}

/** The complete expectation of an injected pod: the case's value, or the default. */
export interface Outcome {
  readonly url: string | undefined;
  readonly from: string;
  readonly mode: Mode;
  readonly models: readonly string[];
  readonly volumeName: string | undefined;
  /** Absent if the volume is one of the pod's own. */
  readonly volumeSource: JsonObject | undefined;
  readonly token: string | undefined;
  readonly targets: readonly { readonly name: string; readonly isOffline: boolean; readonly place: Place }[];
  readonly pull: PullOutcome | undefined;
  readonly imagePullSecrets: readonly string[];
  readonly status: JsonObject | null;
}

export interface PullOutcome {
  readonly cache: string;
  readonly mount: JsonObject;
  readonly position: number;
  readonly timeoutSeconds: number;
  readonly isOffline: boolean;
  readonly env: JsonObject;
  readonly fields: JsonObject;
}

const MODEL = "Qwen/Qwen3-0.6B";

/** @returns undefined if the reason leaves the pod unchanged */
export function completeExpectation(expectation: Expectation): Outcome | undefined {
  const defaults = REASON_DEFAULTS[expectation.reason];
  if (defaults === undefined) return undefined;
  const { from = USUAL.from, containers = ["main"] } = expectation;
  refuseStrangers({ ...expectation, containers });
  const mode = expectation.mode ?? defaults.mode;
  const offline = expectation.offline ?? (defaults.hasPull ? containers : []);
  const volume = completeVolume(expectation, mode);
  const place = completePlace({ ...expectation, mode }, volume);
  const placeOf = (name: string): Place => {
    const own = expectation.on?.[name];
    return completePlace({ ...expectation, ...own, mode: own?.mode ?? mode }, volume);
  };
  return {
    url: expectation.url === null ? undefined : (expectation.url ?? addressOf(from)),
    from,
    mode,
    models: expectation.models ?? (defaults.hasPull ? [MODEL] : []),
    ...volume,
    token: expectation.token,
    targets: containers.map((name) => ({
      name,
      isOffline: offline.includes(name),
      place: placeOf(name),
    })),
    pull: defaults.hasPull ? completePull(expectation, place, offline) : undefined,
    imagePullSecrets: expectation.imagePullSecrets ?? [],
    status: expectation.status === undefined ? {} : expectation.status,
  };
}

/** The contract's address of `Service NAMESPACE/NAME`. */
function addressOf(from: string): string | undefined {
  const [, namespace, name] = /^Service (.+)\/(.+)$/.exec(from) ?? [];
  return name === undefined ? undefined : `http://${name}.${namespace}.svc:8001`;
}

function completeVolume({ volume }: Expectation, mode: Mode): Pick<Outcome, "volumeName" | "volumeSource"> {
  if (typeof volume === "string") return { volumeName: volume, volumeSource: undefined };
  const volumeSource = volume === undefined ? VOLUMES[mode] : expandSource(volume);
  return { volumeName: volumeSource === undefined ? undefined : VOLUME_NAME, volumeSource };
}

function completePlace(
  expectation: PlaceExpectation & { readonly mode: Mode },
  { volumeName, volumeSource }: Pick<Outcome, "volumeName" | "volumeSource">,
): Place {
  const { mode, path = USUAL.path, cache = `${path}/hub`, at = path, without = [], env = {} } = expectation;
  const isMounted = volumeName !== undefined && mode !== "env";
  return {
    mode,
    path,
    cache,
    mount: isMounted ? { name: volumeName, mountPath: at, ...expectation.mount } : undefined,
    isOwnVolume: mode === "stream" && volumeSource?.["emptyDir"] !== undefined,
    without,
    env,
    isFromPeers: expectation.weights === "peers",
    command: expectation.command,
    args: expectation.args,
  };
}

function completePull({ pull = {} }: Expectation, place: Place, offline: readonly string[]): PullOutcome {
  const { position = 0, timeout = PULL_TIMEOUT_SECONDS, offline: isOffline, env = {}, mount, ...fields } = pull;
  const { readOnly: _, ...writable } = place.mount ?? {};
  return {
    cache: place.cache,
    mount: { ...writable, ...mount },
    position,
    timeoutSeconds: timeout,
    isOffline: isOffline ?? offline.length > 0,
    env,
    fields: fields as JsonObject,
  };
}

/** @throws {Error} if `offline` or `on` names a container that is not a target */
function refuseStrangers({ containers = [], offline = [], on = {} }: Expectation): void {
  const check = (key: string, name: string): void => {
    if (!containers.includes(name)) throw new Error(`${key}: "${name}" is not one of the containers [${containers}]`);
  };
  for (const name of offline) check("offline", name);
  for (const name of Object.keys(on)) check("on", name);
}
