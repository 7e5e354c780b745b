// Written by engine-flags/renew.py on 2026-11-28 from the Python package vllm, versions
// 0.33.0, 0.20.2, 0.11.0, 0.9.2. Do not edit.
import { flagTable } from "./flag-table.ts";

export const VLLM = flagTable({
  switches: `
    --aggregate-engine-logging --allow-credentials --allow-deprecated-quantization --async-scheduling
    --calculate-kv-scales --cohere-is-reasoning-model --cudagraph-metrics --data-parallel-external-lb
    --data-parallel-hybrid-lb --data-parallel-multi-port-external-lb --dcp-q-replicate --disable-async-output-proc
    --disable-cascade-attn --disable-chunked-mm-input --disable-custom-all-reduce --disable-fastapi-docs
    --disable-frontend-multiprocessing --disable-hybrid-kv-cache-manager --disable-log-requests --disable-log-stats
    --disable-mm-preprocessor-cache --disable-nccl-for-dp-synchronization --disable-sliding-window
    --disable-uvicorn-access-log --enable-auto-tool-choice --enable-batch-sharded-sampling --enable-chunked-prefill
    --enable-cumem-allocator --enable-dbo --enable-elastic-ep --enable-ep-weight-filter --enable-eplb
    --enable-expert-parallel --enable-fault-tolerance --enable-flash-late-interaction --enable-flashinfer-autotune
    --enable-force-include-usage --enable-hc-sp --enable-layerwise-nvtx-tracing --enable-log-deltas
    --enable-log-outputs --enable-log-requests --enable-logging-iteration-details --enable-lora --enable-lora-bias
    --enable-mamba-cache-stochastic-rounding --enable-mamba-shared-prefix-checkpoint --enable-mfu-metrics
    --enable-mixed-moe-lora-format --enable-mm-embeds --enable-moe-shared-loras
    --enable-multimodal-encoder-data-parallel --enable-nccl-comm-suspend --enable-offline-docs
    --enable-per-request-metrics --enable-prefix-caching --enable-prompt-adapter --enable-prompt-embeds
    --enable-prompt-tokens-details --enable-reasoning --enable-request-id-headers --enable-return-routed-experts
    --enable-scale-out --enable-server-load-tracking --enable-shm-tensor-arena --enable-sleep-mode
    --enable-ssl-refresh --enable-tokenizer-info-endpoint --enable-tower-connector-lora --enable-trace-replay
    --enforce-eager --eplb-log-balancedness --exclude-tools-when-tool-choice-none
    --expand-tools-even-if-tool-choice-none --fail-on-environ-validation --fully-sharded-loras --grpc
    --guided-decoding-disable-additional-properties --guided-decoding-disable-any-whitespace
    --guided-decoding-disable-fallback --headless --help --interleave-mm-strings --jit-monitor-verbose
    --kv-cache-metrics --kv-sharing-fast-prefill --language-model-only --log-error-stack
    --long-prefill-token-threshold-adaptive --mm-device-do-normalize --mm-encoder-only --monokernel
    --multi-step-stream-outputs --numa-bind --ray-workers-use-nsight --return-sampling-mask
    --return-tokens-as-token-ids --scheduler-reserve-full-isl --skip-mm-profiling --skip-tokenizer-init
    --sleep-mode-offload-cudagraph --specialize-active-lora --swa-bounded-replay --tokens-only --trust-remote-code
    --trust-request-chat-template --trust-request-mm-kwargs --use-fp64-gumbel --use-replayssm --use-tqdm-on-load
    --use-v2-block-manager -dpe -dph -dpm -ep -h
  `,
  numbers: `
    --api-server-count --cp-kv-cache-interleave-size --cpu-distributed-timeout-seconds --cpu-offload-gb
    --data-parallel-rank --data-parallel-rpc-port --data-parallel-size --data-parallel-size-local
    --data-parallel-start-rank --data-parallel-supervisor-port --dbo-decode-token-threshold
    --dbo-prefill-token-threshold --dcp-kv-cache-interleave-size --decode-context-parallel-size
    --device-memory-utilization --distributed-timeout-seconds --dp-supervisor-probe-failure-threshold
    --dp-supervisor-probe-interval-s --dp-supervisor-probe-timeout-s --dp-sync-interval --elastic-ep-max-dp-size
    --engine-ready-timeout-secs --eplb-step-interval --eplb-window-size --gpu-memory-utilization --grpc-port
    --h11-max-header-count --h11-max-incomplete-event-size --handshake-port --http-timeout-keep-alive
    --kv-cache-memory-bytes --kv-cache-metrics-sample --kv-offloading-size --long-prefill-token-threshold
    --lora-extra-vocab-size --mamba-block-size --mamba-cache-philox-rounds --master-port --max-cpu-loras
    --max-cudagraph-capture-size --max-log-len --max-logprobs --max-long-partial-prefills --max-lora-cls-labels
    --max-lora-rank --max-loras --max-model-len --max-num-active-seqs --max-num-batched-tokens
    --max-num-partial-prefills --max-num-queued-reqs --max-num-queued-tokens --max-num-scheduled-tokens --max-num-seqs
    --max-parallel-loading-workers --max-prompt-adapter-token --max-prompt-adapters --max-seq-len-to-capture
    --mm-encoder-fp8-scale-save-margin --mm-ipc-gpu-memory-gb --mm-processor-cache-gb
    --mm-shm-cache-max-object-size-mb --nnodes --node-rank --num-gpu-blocks-override --num-lookahead-slots
    --num-redundant-experts --num-scheduler-steps --offload-group-size --offload-num-in-group --offload-prefetch-step
    --pipeline-parallel-size --port --prefill-context-parallel-size --prefill-schedule-interval
    --prefix-cache-retention-interval --prefix-match-unit --renderer-num-workers --replayssm-buffer-len --rope-theta
    --safetensors-prefetch-block-size --safetensors-prefetch-num-threads --scheduler-delay-factor --seed
    --shutdown-timeout --spec-tokens --sse-keep-alive-interval --ssl-cert-reqs --stream-interval --swap-space
    --tensor-parallel-size --tokenizer-pool-size --ubatch-size --video-pruning-rate --watermark -asc -dcp -dp -dpl
    -dpn -dpp -dpr -n -pcp -pp -r -tp
  `,
  choices: `
    --all2all-backend --block-size --convert --dcp-comm-backend --expert-placement-strategy --fingerprint-mode
    --gdn-prefill-backend --guided-decoding-backend --jit-monitor-mode --kda-decode-backend --kda-prefill-backend
    --kv-offloading-backend --linear-backend --log-level --logprobs-mode --mamba-cache-dtype --mamba-cache-mode
    --mamba-ssm-cache-dtype --mamba-ssu-algorithm --mm-encoder-attn-dtype --mm-encoder-tp-mode --mm-hasher-algorithm
    --mm-processor-cache-type --mm-processor-device --mm-tensor-ipc --moe-backend --offload-backend
    --per-request-spec-decode-metrics --performance-mode --preemption-mode --prefix-caching-hash-algo --runner
    --scheduling-policy --sparse-indexer-topk-backend --spec-method --task --uvicorn-log-level --video-pruning-method
  `,
  texts: `
    --additional-config --allowed-headers --allowed-local-media-path --allowed-methods --allowed-origins
    --anthropic-disabled-thinking-effort --attention-backend --attention-config --aux-output-config --chat-template
    --chat-template-content-format --code-revision --cohere-format --compilation-config --config --config-format
    --custom-histogram-buckets --data-parallel-address --data-parallel-backend --default-chat-template-kwargs
    --default-mm-loras --device --device-ids --diffusion-config --disable-access-log-for-endpoints
    --distributed-executor-backend --download-dir --dtype --ec-manager-config --ec-transfer-config --engram-config
    --eplb-config --fault-tolerance-config --fingerprint-value --generation-config --handshake-host --hf-config-path
    --hf-overrides --host --io-processor-plugin --ir-op-priority --kernel-config --kv-cache-dtype --kv-events-config
    --kv-transfer-config --limit-mm-per-prompt --load-format --log-config-file --logging-config
    --logits-processor-pattern --lora-dtype --mamba-backend --master-addr --media-io-kwargs --middleware
    --mm-encoder-attn-backend --mm-encoder-fp8-scale-path --mm-encoder-fp8-scale-save-path --mm-processor-kwargs
    --model --model-class-overrides --model-impl --model-loader-extra-config --optimization-level
    --otlp-traces-endpoint --override-attention-dtype --override-generation-config --override-neuron-config
    --override-pooler-config --pooler-config --profiler-config --pt-load-map-location --python
    --qlora-adapter-name-or-path --quantization --quantization-config --reasoning-config --reasoning-effort-map
    --reasoning-parser --reasoning-parser-plugin --response-role --revision --root-path --rope-scaling
    --safetensors-load-strategy --scheduler-cls --show-hidden-metrics-for-version --sleep-mode-backend --spec-model
    --speculative-config --ssl-ca-certs --ssl-certfile --ssl-ciphers --ssl-keyfile --structured-outputs-config
    --tokenizer --tokenizer-mode --tokenizer-pool-extra-config --tokenizer-pool-type --tokenizer-revision
    --tool-call-parser --tool-parser-plugin --tool-server --tool-strict-level --uds --watchdog-config
    --watermark-config --weight-transfer-config --worker-cls --worker-extension-cls -O -ac -cc -dc -dpa -dpb -q -sc
  `,
  manyNumbers: `
    --cuda-graph-sizes --cudagraph-capture-sizes --long-lora-scaling-factors --numa-bind-nodes
  `,
  manyChoices: `
    --collect-detailed-traces
  `,
  manyTexts: `
    --allowed-media-domains --api-key --cpu-offload-params --hf-token --ignore-patterns --kv-cache-dtype-skip-layers
    --logits-processors --lora-modules --lora-target-modules --numa-bind-cpus --offload-params --prompt-adapters
    --served-model-name --sleep-preserve-parameter-names
  `,
});
