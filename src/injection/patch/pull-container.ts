import type { JsonObject } from "../../kubernetes/json.ts";
import type { Instance } from "../../model-express/instance.ts";
import type { Mount } from "../cache/places.ts";
import type { Pull } from "../decision.ts";
import type { Container, Pod, Resources } from "../pod/pod.ts";
import type { PullSettings } from "../settings.ts";
import { pullResources } from "./resources.ts";

export const PULL_NAME = "model-express-pull";
const TOKEN_VOLUME = "model-express-token";

const MODEL_VARIABLE = "MX_PULL_MODEL_";

/**
 * Seconds that the CLI waits for response headers. The server's own look-up of a revision takes up to 30 s, the CLI's
 * default, so the default loses that race.
 */
const CLI_TIMEOUT_SECONDS = 120;
/** Bytes. Model Express's default of 32 KiB makes a stream slow. */
const STREAM_CHUNK_BYTES = 1_048_576;
/** The uid of Model Express's image since 0.6, and of Dynamo's; images up to 0.5 run as root. */
const MODEL_EXPRESS_UID = 1000;
/** Where Model Express's clients look for a projected token (`MX_AUTH_TOKEN_PATH`). */
const TOKEN_DIRECTORY = "/var/run/secrets/tokens";
const TOKEN_FILE = "modelexpress";

/** Whether a container of that name is one that we injected, and not the user's own. */
export function isPullOfOurs({ env }: Container): boolean {
  return env.some(({ name }) => name.startsWith(MODEL_VARIABLE));
}

/** The init container that pulls: one, whatever the number of models and targets. */
export function pullContainer(
  pull: Pull,
  {
    pod,
    instance,
    isStream,
  }: { readonly pod: Pod; readonly instance: Instance | undefined; readonly isStream: boolean },
  settings: PullSettings,
): JsonObject {
  return {
    name: PULL_NAME,
    image: instance?.image ?? settings.image,
    ...(settings.imagePullPolicy === undefined ? {} : { imagePullPolicy: settings.imagePullPolicy }),
    command: ["/bin/sh", "-c", settings.script],
    env: [...parameters(pull, isStream), ...modelVariables(pull.models, 0)],
    ...resourcesOf(settings.resources, pod, pull.like),
    securityContext: securityContext(pod, pull.like),
    terminationMessagePolicy: "FallbackToLogsOnError",
    volumeMounts: [
      mountObject({ ...pull.cache.mount, isReadOnly: pull.isUnwritable }),
      ...(instance?.tokenAudience === undefined ? [] : [tokenMount()]),
    ],
  };
}

/** The variables of the models that an injected pull does not have yet, numbered on from those it has. */
export function missingModels(existing: Container, models: readonly string[]): readonly JsonObject[] {
  const known = existing.env.filter(({ name }) => name.startsWith(MODEL_VARIABLE));
  const missing = models.filter((model) => !known.some(({ value }) => value === model));
  return modelVariables(missing, known.length);
}

function modelVariables(models: readonly string[], first: number): readonly JsonObject[] {
  return models.map((model, index) => ({ name: `${MODEL_VARIABLE}${first + index}`, value: model }));
}

function parameters({ endpoint, cache, timeoutSeconds, isForOffline }: Pull, isStream: boolean): readonly JsonObject[] {
  return [
    { name: "MODEL_EXPRESS_ENDPOINT", ...endpoint },
    { name: "MODEL_EXPRESS_CACHE_DIRECTORY", value: cache.directory },
    { name: "MODEL_EXPRESS_NO_SHARED_STORAGE", value: String(isStream) },
    { name: "MODEL_EXPRESS_TIMEOUT", value: String(CLI_TIMEOUT_SECONDS) },
    ...(isStream ? [{ name: "MODEL_EXPRESS_TRANSFER_CHUNK_SIZE", value: String(STREAM_CHUNK_BYTES) }] : []),
    { name: "MX_PULL_TIMEOUT", value: String(timeoutSeconds) },
    ...(isForOffline ? [{ name: "MX_PULL_OFFLINE", value: "true" }] : []),
  ];
}

/** A pod that has resources of its own as a whole shares them with the pull. */
function resourcesOf(configured: Resources, pod: Pod, like: Container): { resources?: JsonObject } {
  const resources = pullResources(configured, pod, like);
  return resources === undefined ? {} : { resources };
}

/**
 * Passes Pod Security `restricted` where the pod did, and runs as the container that will read the files. A container
 * that may be root and keeps capabilities lends the pull the one without which root cannot write to another user's
 * directory.
 */
function securityContext(pod: Pod, { security: like, dropsCapabilities }: Container): JsonObject {
  const isNonRoot = like.runAsNonRoot ?? pod.security.runAsNonRoot ?? false;
  const hasUser = like.runAsUser !== undefined || pod.security.runAsUser !== undefined;
  return {
    allowPrivilegeEscalation: false,
    capabilities: isNonRoot || dropsCapabilities ? { drop: ["ALL"] } : { drop: ["ALL"], add: ["DAC_OVERRIDE"] },
    readOnlyRootFilesystem: true,
    seccompProfile: { type: "RuntimeDefault" },
    ...like,
    ...(isNonRoot && !hasUser ? { runAsUser: MODEL_EXPRESS_UID } : {}),
  };
}

export function mountObject({ name, mountPath, subPath, isReadOnly }: Mount): JsonObject {
  return {
    name,
    mountPath,
    ...(subPath === "" ? {} : { subPath }),
    ...(isReadOnly ? { readOnly: true } : {}),
  };
}

/** The projected ServiceAccount token that an instance with authentication asks for. */
export function tokenVolume(audience: string): JsonObject {
  const token = { audience, expirationSeconds: 3600, path: TOKEN_FILE };
  return { name: TOKEN_VOLUME, projected: { sources: [{ serviceAccountToken: token }] } };
}

export function tokenMount(): JsonObject {
  return { name: TOKEN_VOLUME, mountPath: TOKEN_DIRECTORY, readOnly: true };
}

/** Meshes' native sidecars, without which a pod in the mesh has no network. */
const MESH_PROXIES = new Set(["istio-proxy", "linkerd-proxy"]);

/** Where among the init containers the pull goes: first, but after a mesh's native sidecar and before any target. */
export function pullIndex(initContainers: readonly Container[], targets: readonly Container[]): number {
  const afterMesh = 1 + initContainers.findLastIndex((c) => c.isNativeSidecar && MESH_PROXIES.has(c.name));
  const firstTarget = initContainers.findIndex(({ pointer }) => targets.some((target) => target.pointer === pointer));
  return firstTarget < 0 ? afterMesh : Math.min(afterMesh, firstTarget);
}
