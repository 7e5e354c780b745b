/** A pod, as far as the tests write it. */
export interface WorkerOptions {
  readonly name?: string;
  /** The label and, because it is what the runtime uses, `DYN_NAMESPACE`. */
  readonly dynamoNamespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Members of the pod's spec. */
  readonly spec?: object;
  /** Members of the container `main`. */
  readonly main?: object;
}

export const defaultDynamoNamespace = "team-graph";
export const model = "Qwen/Qwen3-0.6B";

/** A decode worker as the Dynamo operator makes it, shortened. */
export function worker(options: WorkerOptions = {}) {
  const {
    name,
    dynamoNamespace = defaultDynamoNamespace,
    labels = {},
    annotations = {},
    spec = {},
    main = {},
  } = options;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...(name === undefined ? { generateName: "worker-" } : { name }),
      labels: { ...dynamoLabels(dynamoNamespace), ...labels },
      annotations,
    },
    spec: { containers: [{ ...mainContainer(dynamoNamespace), ...main }], ...spec },
  };
}

/** The worker as a template of a workload whose selector is `app: worker`. */
export function workerTemplate(dynamoNamespace = defaultDynamoNamespace, spec: object = {}) {
  const { metadata, spec: podSpec } = worker({ dynamoNamespace, labels: { app: "worker" }, spec });
  return { metadata: { labels: metadata.labels }, spec: podSpec };
}

/** The container `main` of a worker. */
export function mainContainer(dynamoNamespace = defaultDynamoNamespace) {
  return {
    name: "main",
    image: "registry.example.com/vllm-runtime",
    command: ["/bin/sh", "-c"],
    args: [`exec python3 -m dynamo.vllm --model ${model} --served-model-name qwen`],
    env: [{ name: "DYN_NAMESPACE", value: dynamoNamespace }],
  };
}

/** A pod that has nothing to do with Dynamo. */
export function plainPod(labels: Readonly<Record<string, string>> = {}) {
  const containers = [{ ...mainContainer(), env: [] }];
  return { apiVersion: "v1", kind: "Pod", metadata: { generateName: "plain-", labels }, spec: { containers } };
}

function dynamoLabels(dynamoNamespace: string): Record<string, string> {
  return {
    "nvidia.com/dynamo-graph-deployment-name": "graph",
    "nvidia.com/dynamo-component": "VllmDecodeWorker",
    "nvidia.com/dynamo-component-type": "worker",
    "nvidia.com/dynamo-namespace": dynamoNamespace,
  };
}
