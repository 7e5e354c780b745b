import type { JsonObject } from "../../kubernetes/json.ts";
import type { ModelExpress } from "../model-express.ts";
import { REDIS_IMAGE } from "../model-express-spec.ts";
import { CONTAINER_SECURITY } from "./security.ts";

/** Loopback: only the containers of the pod can connect. */
const ADDRESS = { host: "127.0.0.1", port: "6379" };

export const REDIS_URL = `redis://${ADDRESS.host}:${ADDRESS.port}`;

/**
 * Without persistence: the server finds existing models on the disk, and stale records of a server that crashed only
 * get in its way.
 */
const COMMAND = ["redis-server", "--bind", ADDRESS.host, "--port", ADDRESS.port, "--save", "", "--appendonly", "no"];

/** Measured: 5 MB. */
const RESOURCES = { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: "500m", memory: "128Mi" } };

const PING = ["redis-cli", "-h", ADDRESS.host, "-p", ADDRESS.port, "ping"];

/** Builds Redis as a native sidecar: it starts before the server and stops after it. */
export function buildRedisContainer({ spec: { redis, imagePullPolicy } }: ModelExpress): JsonObject {
  return {
    name: "redis",
    image: redis?.image ?? REDIS_IMAGE,
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    restartPolicy: "Always",
    command: COMMAND,
    resources: redis?.resources ?? RESOURCES,
    startupProbe: { exec: { command: PING }, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 60 },
    livenessProbe: { exec: { command: PING }, periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 3 },
    securityContext: CONTAINER_SECURITY,
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
}
