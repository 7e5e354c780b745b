import type { JsonObject } from "../../kubernetes/json.ts";
import { GRPC_PORT } from "../../model-express/instance.ts";
import { readEviction } from "../eviction.ts";
import type { DeployedModelExpress, ModelExpress } from "../model-express.ts";
import { buildEvictionFile, FILE_VARIABLE } from "./eviction-file.ts";
import { mergeByKey } from "./overlay.ts";
import { REDIS_URL } from "./redis-container.ts";
import { CONTAINER_SECURITY } from "./security.ts";

const METRICS_PORT = 9401;
/** The mount path of the volume in the server. Pods that mount the cache use the same layout. */
const MOUNT_PATH = "/model-express";
const CACHE = `${MOUNT_PATH}/hub`;
const HOME = "/home/model-express";

/**
 * The server downloads each model in one chunk per CPU of the limit, and each chunk takes up to 20 MB of memory. So
 * does each pod that streams. 4 GiB suffice for about 50 models, or 180 pods, at once. (Measured: 16 models with 2
 * CPUs 570 MB, 32 pods 760 MB.)
 */
const RESOURCES = { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "4", memory: "4Gi" } };

/** The server is up as soon as Redis is. */
const STARTUP = { periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 60 };
const READINESS = { periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 };
/** Lenient, because a restart aborts every download. */
const LIVENESS = { periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 6 };

/**
 * Creates the cache directory at the start. The server would create it at the first download, when a pod of another
 * user may have created it already, and would report an unwritable claim only then.
 */
const START = writeStart("");

/** The same with a configuration file. The server checks it first, because it would silently take its defaults. */
const START_WITH_FILE = `f=$HOME/server.yaml
printf '%s\\n' "$${FILE_VARIABLE}" >"$f" && /app/modelexpress-server --config "$f" --validate-config || exit 1
${writeStart(' --config "$f"')}`;

function writeStart(flags: string): string {
  return `d=$MODEL_EXPRESS_CACHE_DIRECTORY
mkdir -p "$d" && [ -w "$d" ] && exec /app/modelexpress-server${flags}
echo "uid $(id -u), gid $(id -g) cannot write to $d: set pvc.subPath, or podTemplate.spec.securityContext" >&2
exit 1`;
}

/** On SIGINT the server drains. As process 1 without a handler it ignores the SIGTERM that follows. */
const DRAIN = { exec: { command: ["/bin/sh", "-c", "kill -INT 1"] } };

export function buildServerContainer({ spec }: DeployedModelExpress): JsonObject {
  const { image, imagePullPolicy, pvc, resources } = spec;
  const cache = {
    name: "cache",
    mountPath: MOUNT_PATH,
    ...(pvc.subPath === undefined ? {} : { subPath: pvc.subPath }),
  };
  const health = { grpc: { port: GRPC_PORT } };
  return {
    name: "model-express",
    image,
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    command: ["/bin/sh", "-c", readEviction(spec) === undefined ? START : START_WITH_FILE],
    env: buildEnvironment(spec),
    ports: [
      { name: "grpc", containerPort: GRPC_PORT, protocol: "TCP" },
      { name: "metrics", containerPort: METRICS_PORT, protocol: "TCP" },
    ],
    resources: resources ?? RESOURCES,
    volumeMounts: [cache, { name: "home", mountPath: HOME }],
    startupProbe: { ...health, ...STARTUP },
    readinessProbe: { ...health, ...READINESS },
    livenessProbe: { ...health, ...LIVENESS },
    lifecycle: { preStop: DRAIN },
    securityContext: CONTAINER_SECURITY,
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
}

/** Variables where the server reads them: it silently ignores a configuration file with a mistake. */
function buildEnvironment(spec: ModelExpress["spec"]): readonly JsonObject[] {
  const { env = [], huggingFaceTokenSecret } = spec;
  const eviction = readEviction(spec);
  const own = {
    MX_METADATA_BACKEND: "redis",
    REDIS_URL,
    MODEL_EXPRESS_SERVER_PORT: String(GRPC_PORT),
    MODEL_EXPRESS_SERVER_METRICS_PORT: String(METRICS_PORT),
    MODEL_EXPRESS_CACHE_DIRECTORY: CACHE,
    HF_HUB_CACHE: CACHE,
    // Off by default, because it removes models that no pod has requested for a while, even while pods read them.
    MODEL_EXPRESS_CACHE_EVICTION_ENABLED: String(eviction !== undefined),
    HOME,
    ...(eviction === undefined ? {} : { [FILE_VARIABLE]: buildEvictionFile(eviction, CACHE) }),
  };
  const variables: JsonObject[] = Object.entries(own).map(([name, value]) => ({ name, value }));
  if (huggingFaceTokenSecret !== undefined) variables.push(buildTokenVariable(huggingFaceTokenSecret));
  return mergeByKey("name", variables, env as readonly JsonObject[]);
}

/** The kubelet resolves the reference, so the controller needs no access to the Secret. */
function buildTokenVariable(secret: string): JsonObject {
  return { name: "HF_TOKEN", valueFrom: { secretKeyRef: { name: secret, key: "HF_TOKEN" } } };
}
