/**
 * What a flag's value means for running offline. A flag without a class is judged by its value (`value-reach.ts`).
 */
export type FlagClass =
  /** The model, a tokenizer or a draft: pulled, and complete at the root of its repository. */
  | "repository"
  /** Another repository for the configuration. */
  | "config"
  | "adapter"
  /** A part of a repository, or a directory: cannot be pulled. */
  | "part"
  /** A file that may name repositories, such as an engine's configuration. */
  | "file"
  /** Python code, or a program. */
  | "code"
  /** Fetches at run time, regardless of the value. */
  | "fetch"
  /** Compares the files with those of a repository at the hub. */
  | "check"
  /** Chooses how weights are loaded. Some loaders list the files at the hub, or write beside them. */
  | "loader"
  /** The engine's own cache directory. */
  | "cache"
  /** JSON: judged by its keys and values. */
  | "settings"
  /** A chat template: a file, or the template itself. */
  | "template"
  /** Sentence encoders and similar models have modules in folders. */
  | "pooling"
  /** Images, videos, speech: pipelines in folders. */
  | "pipeline"
  /** Any value is harmless: names, addresses, words of a closed list, output directories. */
  | "label";

/** Maintained by hand: the flags of all engines that take any text, and the switches that are not harmless. */
const CLASSES: Readonly<Record<FlagClass, string>> = {
  repository: `
    --model --model-path --tokenizer --tokenizer-path --speculative-draft-model-path --speculative-draft-model
    --speculative-model --spec-model --revision --hf-revision --tokenizer-revision --speculative-draft-model-revision
    --speculative-config -sc --override-engine-args --trtllm
  `,
  config: "--hf-config-path",
  adapter: `
    --lora-modules --lora-paths --lora-path --default-mm-loras --uno-lora-path --qlora-adapter-name-or-path
    --prompt-adapters
  `,
  part: "--speculative-token-map --generation-config --kt-weight-path --model-class-overrides --code-revision",
  file: `
    --config --extra-engine-args --extra-llm-api-options --extra-encoder-options --disagg-config --ext-yaml
    --config-file --stage-configs-path
  `,
  code: `
    --worker-cls --worker-extension-cls --scheduler-cls --logits-processors --io-processor-plugin --middleware
    --reasoning-parser-plugin --tool-parser-plugin --custom-encoder-class --custom-weight-loader --forward-hooks
    --stat-loggers --custom-sigquit-handler --custom-tokenizer --custom-module-dirs --model-update-sdk-module --python
    --sidecar --sidecar-args --pip-args --model-update-config --tokenizer-pool-type
  `,
  fetch: "--trust-remote-code --enable-lora --enable-custom-logit-processor",
  check: "--model-checksum",
  loader: "--load-format --quantization -q",
  cache: "--download-dir",
  settings: `
    --additional-config --attention-config -ac --aux-output-config --compilation-config -cc -O --cpu-offload-params
    --cuda-graph-config --deepep-config --default-chat-template-kwargs --diffusion-config --ec-manager-config
    --ec-transfer-config --engram-config --eplb-config --fault-tolerance-config --health-check-payload
    --hicache-storage-backend-extra-config --hierarchical-sparse-attention-extra-config --hf-overrides
    --hisparse-config --json-model-override-args --kernel-config --kv-transfer-config
    --kvstore-storage-backend-extra-config --limit-mm-data-per-request --limit-mm-per-prompt --logging-config
    --media-io-kwargs --mm-process-config --mm-processor-kwargs --model-loader-extra-config --modelexpress-config
    --offload-params --override-attention-dtype --override-generation-config --override-neuron-config
    --override-pooler-config --preferred-sampling-params --profiler-config --quantization-config
    --radix-eviction-policy-config --reasoning-config --reasoning-effort-map --rope-scaling
    --router-conditional-disagg-config --speculative-adaptive-config --structured-outputs-config
    --tokenizer-pool-extra-config --torchao-config --unified-cache-external-linker-config --watchdog-config
    --watermark-config --weight-transfer-config -dc
  `,
  template: "--chat-template --completion-template --custom-jinja-template",
  pooling: `
    --embedding-worker --rerank-worker --classify-worker --is-embedding --task --runner --convert --pooler-config
  `,
  pipeline: `
    --image-diffusion-worker --video-generation-worker --omni --modality --model-type --output-modalities
    --visual-gen-args --extra-visual-gen-options
  `,
  label: `
    --admin-api-key --allowed-headers --allowed-local-media-path --allowed-media-domains --allowed-methods
    --allowed-origins --anthropic-disabled-thinking-effort --api-key --app-key --attention-backend
    --benchmark-output-path --benchmark-points-file --chat-template-content-format --cohere-format --component
    --config-format --config-key --connector --constrained-json-whitespace-pattern --crash-dump-folder
    --custom-histogram-buckets --data-parallel-address --data-parallel-backend --data-parallel-rpc-port
    --debug-tensor-dump-output-folder --dllm-algorithm-config --flexkv-config-file --lmcache-config-file
    --log-config-file --mm-encoder-fp8-scale-path --mm-encoder-fp8-scale-save-path --pdmux-config-path --decoupled-spec-bind-endpoint --decoupled-spec-connect-endpoints --device
    --device-ids --disable-access-log-for-endpoints --disagg-cluster-uri --disagg-config-key
    --disaggregation-ib-device --discovery-backend --dist-init-addr --distributed-executor-backend --dllm-algorithm
    --draft-moe-backend --drafter-attention-backend --dtype --dump-config-to --dyn-endpoint-types
    --dyn-structural-tag --eagle3-layers-to-capture --encode-endpoint --encoder-register-urls --encoder-urls
    --endpoint --endpoint-types --enforce-disagg --engine-route --ep-dispatch-algorithm --eplb-algorithm --event-plane
    --expert-distribution-recorder-mode --export-metrics-to-file-dir --extra-metric-labels --fastapi-root-path
    --file-storage-path --fingerprint-value --flashinfer-autotune-skip-ops --flush-interval
    --forward-pass-metrics-ipc-name --forward-pass-metrics-worker-id --generation-tokens-buckets --handshake-host
    --hf-chat-template-name --hf-token --host --ignore-patterns --init-expert-location --kt-method --kv-cache-dtype
    --kv-cache-dtype-skip-layers --kv-canary-real-data --kv-events-config --kv-state-endpoint
    --load-publish-endpoint --log-level --log-level-http --log-requests-target --logits-processor-pattern
    --lora-backend --lora-dtype --lora-target-modules --mamba-backend --master-addr --media-output-fs-url
    --media-output-http-url --metadata-server-config-file --mm-encoder-attn-backend --mm-prompt-template
    --model-config-parser --model-express-url --model-impl --model-name --model-update-engine-type
    --modelopt-quant --moe-backend --mooncake-ib-device --namespace --nats-tls-ca-cert-path
    --nats-tls-client-cert-path --nats-tls-client-key-path --nccl-init-addr --next-endpoint --numa-bind-cpus
    --offload-mode --optimization-level --otlp-service-name --otlp-traces-endpoint --pdlb-url
    --piecewise-cuda-graph-tokens --pp-layer-partition --prompt-tokens-buckets --pt-load-map-location
    --quantization-param-path --radix-cache-backend --reasoning-parser --remote-instance-weight-loader-seed-instance-ip
    --remote-instance-weight-loader-send-weights-group-ports --request-plane --response-role --rl-control-api-key
    --rl-control-host --root-path --router-decode-policy --router-prefill-policy --router-tracking-key-file
    --router-tracking-key-id --safetensors-load-strategy --save-plot --served-model-name --server-role
    --show-hidden-metrics-for-version --sleep-mode-backend --sleep-preserve-parameter-names --spec-trace-dir
    --speculative-algorithm --speculative-draft-attention-backend --speculative-draft-model-quantization --ssl-ca-certs
    --ssl-certfile --ssl-ciphers --ssl-keyfile --ssl-keyfile-password --store-kv --tcp-tls-ca-cert-path
    --tcp-tls-cert-path --tcp-tls-client-ca-cert-path --tcp-tls-client-cert-path --tcp-tls-client-key-path
    --tcp-tls-key-path --tcp-tls-server-name --tokenizer-metrics-allowed-custom-labels
    --tokenizer-metrics-custom-labels-header --tokenizer-mode --tool-call-parser --tool-strict-level --uds
    --uvicorn-access-log-exclude-prefixes --warmups --weight-cache-socket --weight-version --zmq-engine-index -dpa -dpb
  `,
};

const BY_FLAG: ReadonlyMap<string, FlagClass> = new Map(
  (Object.entries(CLASSES) as [FlagClass, string][]).flatMap(([kind, words]) =>
    words
      .split(/\s+/)
      .filter((word) => word !== "")
      .map((word) => [word, kind] as const),
  ),
);

/** The class of a flag, if it has one. */
export function classOfFlag(name: string): FlagClass | undefined {
  return BY_FLAG.get(name);
}

export function flagsOfClass(kind: FlagClass): readonly string[] {
  return [...BY_FLAG].filter(([, own]) => own === kind).map(([flag]) => flag);
}
