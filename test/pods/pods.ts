import type { StoredObject } from "../cluster/live/fake-store.ts";

/** The kubelet's report on the pull. */
export interface PullStatus {
  readonly state?: object;
  readonly lastState?: object;
}

export interface PodOptions {
  readonly name?: string;
  readonly namespace?: string;
  readonly createdAt?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly pull?: PullStatus;
  readonly phase?: string;
  /** Of its main container. */
  readonly command?: readonly string[];
}

const COMMAND = ["python3", "-m", "dynamo.vllm", "--model", "Qwen/Qwen3-0.6B"];

export const STATUS = { "modelexpress.nvidia.com/status": JSON.stringify({ mode: "stream", from: "Service team/mx" }) };

/** A stored Dynamo worker; with a pull, as the webhook leaves it. */
export function storedPod({
  name = "worker-0",
  namespace = "team",
  createdAt = "2026-11-01T12:00:00Z",
  annotations = {},
  pull,
  phase = "Pending",
  command = COMMAND,
}: PodOptions = {}): StoredObject & { readonly metadata: { readonly uid: string } } {
  const labels = { "nvidia.com/dynamo-namespace": "agg", "nvidia.com/dynamo-component-type": "worker" };
  const metadata = { name, namespace, labels, annotations, creationTimestamp: createdAt, uid: `uid-of-${name}` };
  const main = { name: "main", image: "registry.example.com/vllm", command };
  const initContainers = pull === undefined ? [] : [pullContainer()];
  const initContainerStatuses = pull === undefined ? [] : [{ name: "model-express-pull", ...pull }];
  return { metadata, spec: { initContainers, containers: [main] }, status: { phase, initContainerStatuses } };
}

function pullContainer() {
  const env = [
    { name: "MX_PULL_TIMEOUT", value: "3600" },
    { name: "MX_PULL_MODEL_0", value: "Qwen/Qwen3-0.6B" },
  ];
  return { name: "model-express-pull", image: "registry.example.com/model-express", env };
}

/** A run that ended ten minutes after its start. */
export function ended(exitCode: number, message = "") {
  return {
    terminated: { exitCode, message, startedAt: "2026-11-01T12:00:00Z", finishedAt: "2026-11-01T12:10:00Z" },
  };
}
