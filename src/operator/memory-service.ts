import { type JsonObject, objectsAt, textAt } from "../kubernetes/json.ts";
import { withoutDevices } from "./multinode/devices.ts";

const VOLUME = "gms-intrapod-control";
/** Where the sidecar and its clients share sockets, and engines their lock. */
export const SOCKETS = `/${VOLUME}`;
const CLAIM = "intrapod-shared-gpu";
const SERVER = "gpu_memory_service.cli.server";

/**
 * Adds the GPU memory service as a native sidecar: the device becomes a claim that all share
 * (`dra.ApplyClaim`, `gms.EnsureServerSidecar`, `gms.EnsureClient`).
 */
export function withMemorySidecar(spec: JsonObject, { template, clients }: SharedDevices): JsonObject {
  const [main = {}, ...others] = objectsAt(spec, "containers");
  const server = {
    name: "gms-server",
    image: main["image"],
    command: ["python3", "-m", SERVER],
    env: [SOCKET_ENV],
    volumeMounts: [SOCKET_MOUNT],
    resources: { claims: [{ name: CLAIM }] },
    restartPolicy: "Always",
  };
  const isClient = (container: JsonObject): boolean => clients.includes(textAt(container, "name") ?? "");
  return {
    ...spec,
    initContainers: [...objectsAt(spec, "initContainers"), server],
    containers: [asClient(main), ...others.map((each) => (isClient(each) ? asClient(each) : each))],
    volumes: [...objectsAt(spec, "volumes"), { name: VOLUME, emptyDir: {} }],
    tolerations: [...objectsAt(spec, "tolerations"), DEVICE_TOLERATION],
    resourceClaims: [...objectsAt(spec, "resourceClaims"), { name: CLAIM, resourceClaimTemplateName: template }],
  };
}

export interface SharedDevices {
  /** The name of the claim's template. */
  readonly template: string;
  readonly clients: readonly string[];
}

function asClient(container: JsonObject): JsonObject {
  const resources = withoutDevices(container);
  return {
    ...container,
    env: [...objectsAt(container, "env"), SOCKET_ENV],
    volumeMounts: [...objectsAt(container, "volumeMounts"), SOCKET_MOUNT],
    resources: { ...resources, claims: [...objectsAt(resources, "claims"), { name: CLAIM }] },
  };
}

const SOCKET_ENV = { name: "GMS_SOCKET_DIR", value: SOCKETS };
const SOCKET_MOUNT = { name: VOLUME, mountPath: SOCKETS };
const DEVICE_TOLERATION = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };

const SHARED = "gms-shared";
const SHARED_PATH = "/run/gms/shared";

/** Turns the pod of an engine into that of the server of its rank (`gmsWeightServerPodSpec`). */
export function asMemoryServer(spec: JsonObject, rank: number): JsonObject {
  return withHostSockets(spec, rank, (main) => ({
    ...main,
    command: ["bash", "-c"],
    args: [SERVER_SCRIPT],
    env: [...objectsAt(main, "env"), { name: "GMS_SOCKET_DIR", value: SHARED_PATH }],
  }));
}

const SERVER_SCRIPT = [
  `rm -f ${SHARED_PATH}/gms_*.sock`,
  "rc=1",
  'cleanup() { kill -- -$$ 2>/dev/null; exit "$rc"; }',
  "trap cleanup SIGTERM SIGINT",
  `python3 -m ${SERVER} &`,
  "wait -n",
  "rc=$?",
  "cleanup",
].join("\n");

/** Makes an engine a client of its rank's server (`augmentEngineForGMS`). */
export function asServedEngine(spec: JsonObject, rank: number, hasShadows: boolean): JsonObject {
  const served = withHostSockets(spec, rank, (main) => ({
    ...main,
    env: [...objectsAt(main, "env"), ...ENGINE_ENV].filter(
      ({ name }) => name !== "DYN_SYSTEM_USE_ENDPOINT_HEALTH_STATUS",
    ),
  }));
  return hasShadows ? { ...served, restartPolicy: "Never" } : served;
}

const ENGINE_ENV: readonly JsonObject[] = [
  {
    name: "ENGINE_ID",
    valueFrom: { fieldRef: { fieldPath: "metadata.labels['grove.io/podclique-pod-index']" } },
  },
  { name: "GMS_SOCKET_DIR", value: SHARED_PATH },
  { name: "FAILOVER_LOCK_PATH", value: `${SHARED_PATH}/failover.lock` },
  { name: "DYN_SYSTEM_STARTING_HEALTH_STATUS", value: "notready" },
];

function withHostSockets(spec: JsonObject, rank: number, change: (main: JsonObject) => JsonObject): JsonObject {
  const [main = {}, ...others] = objectsAt(spec, "containers");
  const mount = {
    name: SHARED,
    mountPath: SHARED_PATH,
    subPathExpr: `$(GROVE_PCSG_NAME)-$(GROVE_PCSG_INDEX)/rank-${rank}`,
  };
  const changed = change(main);
  const volumeMounts = [...objectsAt(changed, "volumeMounts"), mount];
  const opened = {
    name: "fix-gms-perms",
    image: main["image"],
    command: ["sh", "-c", `chmod 1777 ${SHARED_PATH}`],
    securityContext: { runAsUser: 0, runAsNonRoot: false },
    volumeMounts: [mount],
  };
  const tolerations = objectsAt(spec, "tolerations");
  const isTolerated = tolerations.some(({ key, effect }) => key === "nvidia.com/gpu" && effect === "NoSchedule");
  return {
    ...spec,
    initContainers: [...objectsAt(spec, "initContainers"), opened],
    containers: [{ ...changed, volumeMounts, resources: withoutDevices(changed) }, ...others],
    volumes: [
      ...objectsAt(spec, "volumes"),
      { name: SHARED, hostPath: { path: "/run/gms", type: "DirectoryOrCreate" } },
    ],
    tolerations: isTolerated ? tolerations : [...tolerations, DEVICE_TOLERATION],
  };
}
