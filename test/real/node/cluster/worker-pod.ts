import { WORKER_IMAGE } from "../images/build-parts.ts";

/** What differs between the workers of these tests. */
export interface WorkerOptions {
  readonly name: string;
  readonly dynamoNamespace: string;
  readonly model?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Members of the pod's spec. */
  readonly spec?: object;
  /** Members of the container `main`. */
  readonly main?: object;
}

/** A decode worker as the Dynamo operator makes it, whose engine only reads its model, and then serves. */
export function workerPod(options: WorkerOptions) {
  const { name, dynamoNamespace, model = "org/a", labels = {}, annotations = {}, spec = {}, main = {} } = options;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      labels: {
        "nvidia.com/dynamo-component-type": "worker",
        "nvidia.com/dynamo-namespace": dynamoNamespace,
        ...labels,
      },
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [`modelexpress.nvidia.com/${key}`, value]),
      ),
    },
    spec: {
      // What the operator sets if the user gives no security context.
      securityContext: { fsGroup: 1000 },
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: "main",
          image: WORKER_IMAGE,
          command: ["python3", "-m", "dynamo.vllm"],
          args: ["--model", model],
          env: [{ name: "DYN_NAMESPACE", value: dynamoNamespace }],
          readinessProbe: { tcpSocket: { port: 9090 }, periodSeconds: 1 },
          ...main,
        },
      ],
      ...spec,
    },
  };
}
