// Written by engine-flags/renew.py on 2026-11-28 from the Python package sglang, versions
// 0.5.23, 0.5.6, 0.4.10.post2. Do not edit.
import { flagTable } from "./flag-table.ts";

export const SGLANG = flagTable({
  switches: `
    --abort-on-priority-when-disabled --allow-auto-truncate --checkpoint-engine-wait-weights-before-ready
    --collect-tokens-histogram --constrained-json-disable-any-whitespace --dcp-replicate-q-proj --debug-cuda-graph
    --debug-tensor-dump-prefill-only --delete-ckpt-after-loading --disable-aiter-allreduce-fusion-in-decode
    --disable-aiter-allreduce-fusion-in-prefill --disable-attn-tp-gather --disable-chunked-prefix-cache
    --disable-cuda-graph --disable-cuda-graph-padding --disable-custom-all-reduce --disable-decode-cuda-graph
    --disable-fast-image-processor --disable-flashinfer-autotune --disable-flashinfer-cutlass-moe-fp4-allgather
    --disable-hybrid-swa-memory --disable-outlines-disk-cache --disable-overlap-schedule --disable-prefill-cuda-graph
    --disable-priority-preemption --disable-radix-cache --disable-shared-experts-fusion
    --disable-tokenizer-batch-decode --disaggregation-decode-enable-offload-kvcache
    --disaggregation-decode-enable-radix-cache --disaggregation-enable-kv-checksum --dllm-fdfo
    --enable-adaptive-dispatch-to-encoder --enable-aiter-allreduce-fusion --enable-amd-monokernel
    --enable-attn-tp-input-scattered --enable-broadcast-mm-inputs-process --enable-cache-report
    --enable-cp-decode-attn-tp --enable-cudagraph-gc --enable-custom-logit-processor
    --enable-decoder-swa-bounded-replay --enable-deepep-moe --enable-deepseek-v4-fp4-indexer
    --enable-dense-mlp-attn-tp --enable-deterministic-inference --enable-double-sparsity --enable-dp-attention
    --enable-dp-attention-local-control-broadcast --enable-dp-lm-head --enable-draft-weights-cpu-backup
    --enable-dsa-cache-layer-split --enable-dsa-fused-indexer --enable-dynamic-batch-tokenizer
    --enable-dynamic-chunking --enable-elastic-expert-backup --enable-encoder-swa-bounded-replay --enable-ep-moe
    --enable-eplb --enable-expert-distribution-metrics --enable-flashinfer-allreduce-fusion
    --enable-flashinfer-autotune --enable-flashinfer-cutlass-moe --enable-flashinfer-trtllm-moe --enable-flexkv
    --enable-forward-pass-metrics --enable-fp32-lm-head --enable-fused-moe-sum-all-reduce --enable-fused-qk-norm-rope
    --enable-hicache --enable-hierarchical-cache --enable-hisparse --enable-http-worker-reuseport --enable-http2
    --enable-int8-mamba-checkpoint --enable-kv-cache-sharding --enable-layernorm-sp --enable-layerwise-nvtx-marker
    --enable-lean-attention --enable-linear-replayssm --enable-linear-replayssm-spec --enable-linker-mla-dedup
    --enable-lmcache --enable-lora --enable-lora-overlap-loading --enable-mamba-cache-stochastic-rounding
    --enable-megamoe-for-layernorm-sp --enable-memory-saver --enable-metrics --enable-metrics-for-all-schedulers
    --enable-mfu-metrics --enable-mis --enable-mixed-chunk --enable-mm-global-cache --enable-mscclpp
    --enable-multi-layer-eagle --enable-multimodal --enable-nan-detection --enable-nccl-nvls
    --enable-nsa-prefill-context-parallel --enable-nvidia-megakernel --enable-p2p-check --enable-page-major-kv-layout
    --enable-paged-experts --enable-pd-role-switch --enable-pdmux --enable-piecewise-cuda-graph
    --enable-precise-embedding-interpolation --enable-prefill-cp --enable-prefill-delayer --enable-prefix-mm-cache
    --enable-priority-scheduling --enable-profile-cuda-graph --enable-quant-communications
    --enable-request-time-stats-logging --enable-response-store --enable-return-aux-hidden-states
    --enable-return-hidden-states --enable-return-indexer-topk --enable-return-routed-experts --enable-scattered-sconv
    --enable-session-radix-cache --enable-shared-experts-attn-tp --enable-single-batch-overlap --enable-ssl-refresh
    --enable-streaming-session --enable-strict-thinking --enable-symm-mem --enable-tf32-matmul
    --enable-tokenizer-batch-encode --enable-torch-compile --enable-torch-compile-debug-mode --enable-torch-symm-mem
    --enable-tp-lm-head-all-to-all --enable-trace --enable-triton-kernel-moe --enable-two-batch-overlap
    --enable-unified-cache-external-linker --enable-unified-memory --enable-w4a4-mxfp4-megamoe --enable-waterfill
    --enable-watermark --enable-weights-cpu-backup --encoder-only --enforce-disable-flashinfer-allreduce-fusion
    --enforce-shared-experts-fusion --experts-shared-outer-loras --export-metrics-to-file
    --flashinfer-mla-disable-ragged --grpc-mode --incremental-streaming-output --is-embedding
    --keep-mm-feature-on-device --language-model-only --language-only --log-requests --lora-strict-loading
    --lora-use-virtual-experts --mlx-enable-sampling --mm-enable-dp-encoder --ple-offload-embedding --pre-warm-nccl
    --prefill-only-disable-kv-cache --prefill-round-robin-balance --quantize-and-serve
    --remote-instance-weight-loader-start-seed-via-transfer-engine --return-input-ids --return-output-ids
    --schedule-low-priority-values-first --show-time-cost --skip-server-warmup --skip-tokenizer-init --sleep-on-idle
    --smg-grpc-mode --speculative-adaptive --speculative-dspark-align-verify-tokens-to-graph-tier
    --speculative-enable-w4a4-mxfp4-megamoe --speculative-use-block-verification --speculative-use-rejection-sampling
    --stream-output --stream-response-default-include-usage --strip-thinking-cache --triton-attention-reduce-in-fp32
    --trust-mm-content-hashes --trust-remote-code --trust-request-chat-template --use-ray --weight-loader-disable-mmap
    --weight-loader-drop-cache-after-load --weight-loader-prefetch-checkpoints
  `,
  numbers: `
    --asr-max-buffer-seconds --asr-max-concurrent-sessions --attention-context-parallel-size
    --attention-data-parallel-size --attn-cp-size --attn-dp-size --base-gpu-id --batch-notify-size --c128-page-size
    --chunked-prefill-size --constrained-json-max-whitespace-cnt --context-bucket --context-length --cpu-offload-gb
    --cuda-graph-max-bs --cuda-graph-max-bs-decode --cuda-graph-max-bs-prefill --cuda-graph-max-seq-len-prefill
    --cuda-graph-prefill-max-context --data-parallel-size --dcp-size --decode-context-parallel-size
    --decode-log-interval --decoupled-spec-rank --default-priority-value --detokenizer-worker-num
    --disaggregation-bootstrap-port --disaggregation-decode-dp --disaggregation-decode-extra-slots
    --disaggregation-decode-host-receive-threshold --disaggregation-decode-polling-interval --disaggregation-decode-tp
    --disaggregation-prefill-pp --dist-timeout --dllm-block-size --dp-size --ds-heavy-channel-num --ds-heavy-token-num
    --ds-sparse-decode-threshold --dwdp-size --dynamic-batch-tokenizer-batch-size
    --dynamic-batch-tokenizer-batch-timeout --elastic-ep-initial-size --elastic-ep-join-rank-offset
    --elastic-ep-scale-timeout --encoder-bootstrap-port --engine-info-bootstrap-port --ep --ep-num-redundant-experts
    --ep-size --eplb-min-rebalancing-utilization-threshold --eplb-rebalance-layers-per-chunk
    --eplb-rebalance-num-iterations --expert-distribution-recorder-buffer-size --expert-parallel-size
    --gated-launch-port --gc-warning-threshold-secs --gpu-id-step --grpc-http-sidecar-port --grpc-port
    --grpc-response-timeout-secs --hicache-host-memory-fraction --hicache-ratio --hicache-size
    --hicache-storage-prefetch-retry-max-attempts --hicache-storage-prefetch-retry-poll-interval
    --http2-initial-connection-window-size --http2-max-concurrent-streams --int8-mamba-ckpt-size --kt-cpuinfer
    --kt-max-deferred-experts-per-token --kt-num-gpu-experts --kt-threadpool-count --kv-canary-sweep-interval
    --linear-replayssm-cache-len --load-snapshot-publish-interval --load-watch-interval --lora-drain-wait-threshold
    --mamba-cache-philox-rounds --mamba-full-memory-ratio --mamba-max-states-per-path --mamba-track-interval
    --max-ep-size --max-loaded-loras --max-lora-rank --max-loras-per-batch --max-mamba-cache-size
    --max-micro-batch-size --max-prefill-tokens --max-queued-requests --max-running-requests --max-total-tokens
    --media-url-max-file-size-mb --mem-fraction-static --min-free-slots-delay --mm-io-worker-num
    --mm-max-concurrent-calls --mm-per-request-timeout --mm-preprocess-cache-size-mb --mm-processor-worker-num
    --moe-data-parallel-size --moe-dense-tp-size --moe-dp-size --multi-item-scoring-delimiter --nccl-port --nnodes
    --node-rank --num-continuous-decode-steps --num-reserved-decode-tokens --offload-group-size --offload-num-in-group
    --offload-prefetch-step --optimistic-prefill-attempts --page-size --paged-experts-num-resident
    --piecewise-cuda-graph-max-tokens --pipeline-parallel-size --port --pp-async-batch-depth --pp-max-micro-batch-size
    --pp-size --prefill-decode-interval --prefill-decode-interval-min-bs --prefill-delayer-max-delay-ms
    --prefill-delayer-max-delay-passes --prefill-delayer-queue-min-ratio --prefill-delayer-token-usage-low-watermark
    --prefill-max-requests --priority-scheduling-preemption-threshold --random-seed
    --remote-instance-weight-loader-seed-instance-service-port --sampling-mask-max-tokens --schedule-conservativeness
    --scheduler-recv-interval --shared-experts-tp-size --sm-group-num --smg-http-sidecar-port --soft-watchdog-timeout
    --speculative-accept-threshold-acc --speculative-accept-threshold-single --speculative-dflash-block-size
    --speculative-domino-candidate-pool-size --speculative-draft-sink-size --speculative-draft-window-size
    --speculative-dspark-block-size --speculative-eagle-topk --speculative-ngram-branch-length
    --speculative-ngram-capacity --speculative-ngram-external-corpus-max-tokens
    --speculative-ngram-external-sam-budget --speculative-ngram-max-bfs-breadth
    --speculative-ngram-max-match-window-size --speculative-ngram-max-trie-depth --speculative-ngram-min-bfs-breadth
    --speculative-ngram-min-match-window-size --speculative-num-draft-tokens --speculative-num-steps --stream-interval
    --swa-full-tokens-ratio --swa-prefix-tails --tbo-token-distribution-threshold --tensor-parallel-size
    --tokenizer-worker-num --torch-compile-max-bs --tp-size --triton-attention-num-kv-splits
    --triton-attention-split-tile-size --watchdog-timeout --weight-cache-timeout --weight-loader-prefetch-num-threads
  `,
  choices: `
    --attention-backend --bf16-gemm-backend --boundary-reduction --cp-strategy --cuda-graph-backend-decode
    --cuda-graph-backend-prefill --dcp-comm-backend --decode-attention-backend --decoupled-spec-role
    --deepep-dispatcher-output-dtype --deepep-mode --deepep-v2-mode --disaggregation-decode-allocation-policy
    --disaggregation-decode-retraction-backup --disaggregation-mode --disaggregation-transfer-backend
    --dsa-decode-backend --dsa-paged-mqa-logits-backend --dsa-prefill-backend --dsa-topk-backend --dsa-triton-union
    --dsv4-attn-backend --dsv4-prefill-backend --dtype --elastic-ep-backend --elastic-ep-join-mode
    --encoder-transfer-backend --expert-balancedness-report-mode --flashinfer-a2a-dispatch-type
    --flashinfer-allreduce-fusion-backend --flashinfer-mxfp4-moe-precision --fp4-gemm-backend --fp8-gemm-backend
    --fuseep-mode --grammar-backend --hicache-host-memory-mode --hicache-io-backend --hicache-mem-layout
    --hicache-storage-backend --hicache-storage-prefetch-policy --hicache-write-policy --image-processor-backend
    --kv-cache-dtype --kv-canary --linear-attn-backend --linear-attn-decode-backend --linear-attn-prefill-backend
    --linear-attn-verify-backend --load-balance-method --load-format --log-requests-format --log-requests-level
    --lora-eviction-policy --mamba-backend --mamba-radix-cache-strategy --mamba-ssm-dtype --max-lora-chunk-size
    --mm-attention-backend --mm-feature-transport --mm-global-cache-backend --moe-a2a-backend --moe-runner-backend
    --monokernel-backend --nsa-decode-backend --nsa-prefill-backend --piecewise-cuda-graph-compiler
    --ple-offload-backend --prefill-attention-backend --prefill-kv-cache-dequant-dtype --qsa-indexer-dtype
    --quantization --radix-eviction-policy --remote-instance-weight-loader-backend --retraction-policy
    --return-hidden-states-mode --rl-on-policy-target --sampling-backend --sampling-defaults --schedule-policy
    --speculative-attention-mode --speculative-draft-kv-cache-dtype --speculative-draft-load-format
    --speculative-draft-model-quantization --speculative-dsa-topk-backend --speculative-moe-a2a-backend
    --speculative-moe-runner-backend --speculative-ngram-match-type --startup-weight-load-mode --tokenizer-backend
    --tokenizer-mode --unified-cache-external-linker-backend --weight-cache-mode
  `,
  texts: `
    --admin-api-key --api-key --chat-template --completion-template --config --constrained-json-whitespace-pattern
    --crash-dump-folder --cuda-graph-config --custom-sigquit-handler --debug-tensor-dump-inject
    --debug-tensor-dump-input-file --debug-tensor-dump-output-folder --decoupled-spec-bind-endpoint
    --decoupled-spec-connect-endpoints --decrypted-config-file --decrypted-draft-config-file --deepep-config
    --default-chat-template-kwargs --device --disaggregation-ib-device --dist-init-addr --dllm-algorithm
    --dllm-algorithm-config --download-dir --ds-channel-config-path --ds-heavy-channel-type --ep-dispatch-algorithm
    --eplb-algorithm --expert-distribution-recorder-mode --export-metrics-to-file-dir --extra-metric-labels
    --fastapi-root-path --file-storage-path --flexkv-config-file --forward-hooks --forward-pass-metrics-ipc-name
    --forward-pass-metrics-worker-id --hf-chat-template-name --hicache-storage-backend-extra-config
    --hierarchical-sparse-attention-extra-config --hisparse-config --host --init-expert-location
    --json-model-override-args --kt-method --kt-weight-path --kv-canary-real-data --kv-events-config
    --limit-mm-data-per-request --lmcache-config-file --load-publish-endpoint --log-level --log-level-http
    --lora-backend --mm-process-config --model --model-config-parser --model-impl --model-loader-extra-config
    --model-path --model-type --modelexpress-config --modelopt-checkpoint-restore-path --modelopt-checkpoint-save-path
    --modelopt-export-path --modelopt-quant --mooncake-ib-device --msprobe-dump-config --nccl-init-addr --offload-mode
    --otlp-service-name --otlp-traces-endpoint --pdlb-url --pdmux-config-path --piecewise-cuda-graph-tokens
    --ple-offload-dir --preferred-sampling-params --quantization-param-path --radix-cache-backend
    --radix-eviction-policy-config --reasoning-parser --remote-instance-weight-loader-seed-instance-ip
    --remote-instance-weight-loader-send-weights-group-ports --revision --rl-quant-profile --served-model-name
    --sidecar --sidecar-args --spec-trace-dir --speculative-adaptive-config --speculative-algorithm
    --speculative-draft-attention-backend --speculative-draft-model --speculative-draft-model-path
    --speculative-draft-model-revision --speculative-dspark-confidence-sts-path --speculative-dspark-sps-table-path
    --speculative-ngram-external-corpus-path --speculative-token-map --ssl-ca-certs --ssl-certfile --ssl-keyfile
    --ssl-keyfile-password --stat-loggers --tokenizer-metrics-custom-labels-header --tokenizer-path --tool-call-parser
    --tool-server --torchao-config --trace-modules --unified-cache-external-linker-config --uno-lora-path --warmups
    --watermark-config --weight-cache-socket --weight-version
  `,
  manyNumbers: `
    --bucket-e2e-request-latency --bucket-inter-token-latency --bucket-time-to-first-token --cuda-graph-bs
    --cuda-graph-bs-decode --cuda-graph-bs-prefill --debug-tensor-dump-layers --gc-threshold --hybrid-kvcache-ratio
    --numa-node --prefill-delayer-forward-passes-buckets --prefill-delayer-wait-seconds-buckets
    --return-aux-hidden-state-layer-ids
  `,
  manyChoices: `
    --lora-target-modules
  `,
  manyTexts: `
    --allowed-media-domains --custom-weight-loader --encoder-register-urls --encoder-urls
    --flashinfer-autotune-skip-ops --generation-tokens-buckets --log-requests-target --lora-paths --model-checksum
    --prompt-tokens-buckets --tokenizer-metrics-allowed-custom-labels --uvicorn-access-log-exclude-prefixes
  `,
});
