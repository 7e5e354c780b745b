import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { resolveEnvironment } from "../injection/pod/environment.ts";
import type { Container, Pod, VolumeMount } from "../injection/pod/pod.ts";
import { isMalformed, readPod } from "../injection/pod/read-pod.ts";
import { isServerImage } from "../injection/target/role.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { findInnermostMount, join, parent, relativeTo } from "../kubernetes/path.ts";

/** The place of a server's cache, read from its pod. */
export type ServerCache =
  /** In a claim. The cache is the folder `hub` below `subPath`; an empty subPath is the claim's root. */
  | { readonly kind: "claim"; readonly claim: string; readonly subPath: string }
  /**
   * In a claim, but not in a folder `hub`, where pods that mount the claim expect it. `better` is a directory that
   * works.
   */
  | { readonly kind: "misplaced"; readonly claim: string; readonly directory: string; readonly better: string }
  /** On a volume that no other pod can mount. */
  | { readonly kind: "private"; readonly directory: string; readonly on: string }
  | { readonly kind: "unknown"; readonly why: string };

/** The properties of a server that matter to its clients. */
export interface Server {
  readonly image: string;
  /** `undefined` if it is the default for the image's tag. */
  readonly imagePullPolicy: string | undefined;
  /** Names of Secrets. */
  readonly imagePullSecrets: readonly string[];
  readonly cache: ServerCache;
  /** The audience that tokens for it need. */
  readonly tokenAudience: string | undefined;
}

const HUB = "hub";
const DIRECTORY = "MODEL_EXPRESS_CACHE_DIRECTORY";
/** The default of the image (modelexpress, docker/Dockerfile). */
const IMAGE_DIRECTORY = "/app/cache";
const SECURITY_MODE = "MODEL_EXPRESS_SECURITY_MODE";
const AUDIENCES = "MODEL_EXPRESS_SECURITY_TOKEN_AUDIENCES";

/** Reads a pod or a pod template. Returns `undefined` unless one container is certainly a Model Express server. */
export function readServer(raw: JsonObject): Server | undefined {
  const pod = readPod(raw);
  if (isMalformed(pod)) return undefined;
  const container = findServerContainer(pod);
  if (container === undefined) return undefined;
  const environment = resolveEnvironment(container);
  return {
    image: container.image,
    imagePullPolicy: readPullPolicy(raw, container),
    imagePullSecrets: pod.imagePullSecrets,
    cache: readCache(pod, container, environment),
    tokenAudience: readAudience(environment),
  };
}

/** The container with Model Express' own image, else the one with its variables, else the only one. */
function findServerContainer({ containers }: Pod): Container | undefined {
  const [only, ...others] = containers;
  return (
    containers.find(({ image }) => isServerImage(image)) ??
    containers.find(({ env }) => env.some(({ name }) => name === DIRECTORY || name === "MX_METADATA_BACKEND")) ??
    (others.length === 0 ? only : undefined)
  );
}

/**
 * Reads the pull policy, unless it is the default that the API server sets: `Always` for the tag `latest` or none,
 * else `IfNotPresent`.
 */
function readPullPolicy(raw: JsonObject, { name, image }: Container): string | undefined {
  const container = objectsAt(objectAt(raw, "spec"), "containers").find((each) => textAt(each, "name") === name);
  const policy = textAt(container ?? {}, "imagePullPolicy");
  const isLatest = /(?:^|\/)[^:@/]+(?::latest)?$/.test(image);
  return policy === (isLatest ? "Always" : "IfNotPresent") ? undefined : policy;
}

function readCache(pod: Pod, { mounts, hasEnvFrom }: Container, { variables }: Environment): ServerCache {
  const set = variables.get(DIRECTORY);
  if (set !== undefined && !isKnown(set)) return unknown(`${DIRECTORY} comes from elsewhere`);
  if (set === undefined && hasEnvFrom) return unknown(`envFrom may set ${DIRECTORY}`);
  const directory = set || IMAGE_DIRECTORY;
  const mount = findInnermostMount(mounts, directory);
  const volume = pod.volumes.find(({ name }) => name === mount?.name);
  if (mount === undefined || volume === undefined) return { kind: "private", directory, on: "no volume" };
  if (volume.claimName === undefined) return { kind: "private", directory, on: `${volume.source} ${volume.name}` };
  if (mount.subPathExpr !== "") return unknown(`it mounts claim ${volume.claimName} with a subPathExpr`);
  return locateInClaim(volume.claimName, mount, directory);
}

/** Pods expect the cache in the folder `hub` of what they mount: the claim or a subPath of it. */
function locateInClaim(claim: string, { mountPath, subPath }: VolumeMount, directory: string): ServerCache {
  const inner = join(subPath, relativeTo(mountPath, directory) ?? "");
  if (inner === HUB || inner.endsWith(`/${HUB}`)) return { kind: "claim", claim, subPath: parent(inner) };
  return { kind: "misplaced", claim, directory, better: join(directory, HUB) };
}

function readAudience({ variables }: Environment): string | undefined {
  if (variables.get(SECURITY_MODE) !== "enforce") return undefined;
  const [first = ""] = (variables.get(AUDIENCES) ?? "").split(",");
  return first.trim() === "" || !isKnown(first) ? undefined : first.trim();
}

function unknown(why: string): ServerCache {
  return { kind: "unknown", why };
}
