import type { JsonObject } from "../../kubernetes/json.ts";
import { GRPC_PORT } from "../../model-express/instance.ts";
import type { ModelExpress } from "../model-express.ts";
import { mergeByKey } from "./overlay.ts";
import { REDIS_URL } from "./redis-container.ts";
import { CONTAINER_SECURITY } from "./security.ts";

const METRICS_PORT = 9401;
/** The volume's root, as the pods that mount it have it. */
const MOUNT_PATH = "/model-express";
const CACHE = `${MOUNT_PATH}/hub`;
const HOME = "/home/model-express";

/**
 * Each model is fetched in as many chunks at once as there are CPUs, by the limit, and each chunk takes up to 20 MB; so
 * does each pod that streams. 4 GiB is for about 50 models, or 180 pods, at once. (Measured: 16 models with 2 CPUs 570 MB,
 * 32 pods 760 MB.)
 */
const RESOURCES = { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "4", memory: "4Gi" } };

/** It answers as soon as Redis does. */
const STARTUP = { periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 60 };
const READINESS = { periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 };
/** Patient: a restart ends every download. */
const LIVENESS = { periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 6 };

/**
 * The server would make the folder at the first download, when a pod of another user may have made it, and tell of a claim
 * that it cannot write to only then.
 */
const START = `d=$MODEL_EXPRESS_CACHE_DIRECTORY
mkdir -p "$d" && [ -w "$d" ] && exec /app/modelexpress-server
echo "uid $(id -u), gid $(id -g) cannot write to $d: set pvc.subPath, or podTemplate.spec.securityContext" >&2
exit 1`;

/** The server drains on SIGINT; as process 1 it would ignore the SIGTERM that follows. */
const DRAIN = { exec: { command: ["/bin/sh", "-c", "kill -INT 1"] } };

export function serverContainer({ spec }: ModelExpress): JsonObject {
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
    command: ["/bin/sh", "-c", START],
    env: environmentOf(spec),
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

/** Only variables: a configuration file with a mistake would silently be none. */
function environmentOf({ env = [], huggingFaceTokenSecret }: ModelExpress["spec"]): readonly JsonObject[] {
  const own = {
    MX_METADATA_BACKEND: "redis",
    REDIS_URL,
    MODEL_EXPRESS_SERVER_PORT: String(GRPC_PORT),
    MODEL_EXPRESS_SERVER_METRICS_PORT: String(METRICS_PORT),
    MODEL_EXPRESS_CACHE_DIRECTORY: CACHE,
    HF_HUB_CACHE: CACHE,
    // It would remove what no pod asked for during a week, under pods that read it.
    MODEL_EXPRESS_CACHE_EVICTION_ENABLED: "false",
    HOME,
  };
  const variables: JsonObject[] = Object.entries(own).map(([name, value]) => ({ name, value }));
  if (huggingFaceTokenSecret !== undefined) variables.push(tokenVariable(huggingFaceTokenSecret));
  return mergeByKey("name", variables, env as readonly JsonObject[]);
}

/** The kubelet reads it, so only the pod needs access to the Secret. */
function tokenVariable(secret: string): JsonObject {
  return { name: "HF_TOKEN", valueFrom: { secretKeyRef: { name: secret, key: "HF_TOKEN" } } };
}
