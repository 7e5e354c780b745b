import type { JsonObject } from "../../kubernetes/json.ts";
import type { ModelExpress } from "../model-express.ts";
import { REDIS_IMAGE } from "../model-express-spec.ts";
import { CONTAINER_SECURITY } from "./security.ts";

/** Only the containers of the pod reach it. */
const ADDRESS = { host: "127.0.0.1", port: "6379" };

export const REDIS_URL = `redis://${ADDRESS.host}:${ADDRESS.port}`;

/** Nothing is kept on disk: the server finds the models that it has again, and the records of one that died are a hindrance. */
const COMMAND = ["redis-server", "--bind", ADDRESS.host, "--port", ADDRESS.port, "--save", "", "--appendonly", "no"];

/** Measured: 5 MB. */
const RESOURCES = { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: "500m", memory: "128Mi" } };

const PING = ["redis-cli", "-h", ADDRESS.host, "-p", ADDRESS.port, "ping"];

/** A native sidecar: there before the server begins, and until it has ended. */
export function redisContainer({ spec: { redis, imagePullPolicy } }: ModelExpress): JsonObject {
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
