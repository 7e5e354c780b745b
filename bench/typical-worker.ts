import type { JsonObject } from "../src/kubernetes/json.ts";

/**
 * A worker's pod of about 8 KB as the API server sends it, with the operator's variables, mounts, probes and fields.
 */
export function typicalWorker(model = "RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic", index = "0"): JsonObject {
  const time = "2026-01-01T00:00:00Z";
  const token = "kube-api-access-bcdfg";
  const env = Array.from({ length: 30 }, (_, i) => ({
    name: `OPERATOR_VARIABLE_${i}`,
    value: `value-of-variable-${i}`,
  }));
  const probe = { httpGet: { path: "/live", port: "system", scheme: "HTTP" }, periodSeconds: 5, failureThreshold: 60 };
  const metadata = {
    generateName: "vllm-disagg-vllmdecodeworker-6c7f9d8b5-",
    namespace: "inference",
    labels: {
      "nvidia.com/dynamo-graph-deployment-name": "vllm-disagg",
      "nvidia.com/dynamo-component": "VllmDecodeWorker",
      "nvidia.com/dynamo-component-type": "worker",
      "nvidia.com/dynamo-sub-component-type": "decode",
      "nvidia.com/dynamo-namespace": "inference-vllm-disagg",
      "grove.io/podclique-pod-index": index,
    },
    annotations: { "nvidia.com/dynamo-operator-origin-version": "1.2.0" },
    managedFields: [{ manager: "kube-controller-manager", operation: "Update", time, fieldsV1: fields(60) }],
  };
  const main = {
    name: "main",
    image: "nvcr.io/nvidia/ai-dynamo/vllm-runtime:1.2.0",
    command: ["/bin/sh", "-c"],
    args: [
      "exec python3 -m dynamo.vllm --model $MODEL --served-model-name llama --tensor-parallel-size 4 \\\n" +
        `  --speculative-config '{"method":"eagle","model":"org/draft","num_speculative_tokens":3}' --max-model-len 32768`,
    ],
    env: [
      { name: "MODEL", value: model },
      { name: "DYN_NAMESPACE", value: "inference-vllm-disagg" },
      { name: "GROVE_PCLQ_POD_INDEX", value: index },
      { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      ...env,
    ],
    envFrom: [{ secretRef: { name: "hf-token-secret" } }],
    livenessProbe: probe,
    readinessProbe: probe,
    startupProbe: probe,
    volumeMounts: [
      { name: "shared-memory", mountPath: "/dev/shm" },
      { name: token, readOnly: true, mountPath: "/var/run/secrets/kubernetes.io/serviceaccount" },
    ],
    resources: { limits: { "nvidia.com/gpu": "4" } },
  };
  const sources = [{ serviceAccountToken: { expirationSeconds: 3607, path: "token" } }];
  const volumes = [
    { name: "shared-memory", emptyDir: { medium: "Memory", sizeLimit: "80Gi" } },
    { name: token, projected: { sources, defaultMode: 420 } },
  ];
  const spec = { securityContext: { fsGroup: 1000 }, containers: [main], volumes, restartPolicy: "Always" };
  return JSON.parse(JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata, spec })) as JsonObject;
}

function fields(count: number): object {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`f:field-${i}-of-a-pod`, { ".": {}, "f:value": {} }]),
  );
}

export function reviewOf(object: JsonObject, uid = "705ab4f5-6393-11e8-b7cc-42010a800002"): string {
  const kind = { group: "", version: "v1", kind: "Pod" };
  const request = {
    uid,
    kind,
    namespace: "inference",
    operation: "CREATE",
    object,
  };
  return JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request });
}
