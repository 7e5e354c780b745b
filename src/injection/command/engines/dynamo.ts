// Written by engine-flags/renew.py on 2026-11-28 from the Python package ai-dynamo, versions
// 1.6.1, 1.0.2, 0.7.1, 0.4.1. Do not edit.
import { flagTable } from "./flag-table.ts";

export const DYNAMO = flagTable({
  switches: `
    --assume-kv-reuse --benchmark-collect-imbalanced --benchmark-hybrid-live-state --benchmark-randomize-kda-state
    --classify-worker --conversation-affinity --dedicated-mm-encoder --disable-kv-routing --disable-request-abort
    --disable-torch-compile --dry-run --durable-kv-events --dyn-enable-structural-tag
    --embedding-frontend-tokenization --embedding-worker --enable-async-cpu-offload --enable-attention-dp
    --enable-cuda-graph --enable-fullgraph --enable-layerwise-nvtx-marker --enable-multimodal --enable-rl
    --enable-session-prefix-index --enable-teacache --exclude-tools-when-tool-choice-none --fpm-trace
    --frontend-decoding --fuse-qkv --gms-shadow-mode --headless --image-diffusion-worker --is-decode-worker
    --is-prefill-worker --kv-events --load-aware --log-metrics --multimodal-decode-worker
    --multimodal-embedding-cache-publisher --multimodal-encode-prefill-worker --multimodal-encode-worker
    --multimodal-processor --multimodal-worker --nats-tls-insecure --omni --omni-enable-cache-dit-summary
    --omni-enable-cpu-offload --omni-enable-layerwise-offload --omni-enforce-eager --omni-vae-use-slicing
    --omni-vae-use-tiling --publish-events-and-metrics --publish-kv-events --publish-metrics --quant-dynamic
    --realtime --rerank-worker --route-to-encoder --router-assume-kv-reuse --router-conditional-disagg
    --router-kv-events --router-replica-sync --router-track-active-blocks --router-track-output-blocks
    --router-track-prefill-tokens --skip-warmup --tcp-tls-insecure --teacache-use-ret-steps --track-active-blocks
    --track-output-blocks --use-remote-indexer --use-sglang-tokenizer --use-vllm-tokenizer --version
    --video-generation-worker
  `,
  numbers: `
    --active-decode-blocks-threshold --active-prefill-tokens-threshold --active-prefill-tokens-threshold-frac
    --benchmark-max-batch-size --benchmark-timeout --benchmark-warmup-iterations --context-length
    --decode-max-batch-size-samples --decode-max-kv-read-token-samples --default-guidance-scale --default-height
    --default-num-frames --default-num-images-per-prompt --default-num-inference-steps --default-video-fps
    --default-width --delay --dit-cfg-size --dit-dp-size --dit-fsdp-size --dit-ring-size --dit-tp-size
    --dit-ulysses-size --dynamo-port-max --dynamo-port-min --embedding-worker-processes --engine-request-limit
    --expert-parallel-size --free-gpu-memory-fraction --gateway-workers --gpus-per-node --http-concurrency
    --http-connect-timeout --http-keepalive-timeout --http-max-connections --http-max-keepalive --http-pool-timeout
    --http-timeout --kv-block-size --kv-overlap-score-weight --max-batch-size --max-beam-width --max-file-size-mb
    --max-num-tokens --max-seq-len --max-tokens --migration-limit --multimodal-embedding-cache-capacity-gb
    --omni-boundary-ratio --omni-flow-shift --omni-layerwise-num-gpu-layers --omni-ring-degree --omni-ulysses-degree
    --pipeline-parallel-size --poll-interval --prefill-max-kv-read-token-samples --prefill-max-new-token-samples
    --prefix-max-batch-size-samples --router-decode-active-request-weight --router-disk-cache-hit-weight
    --router-event-threads --router-host-cache-hit-weight --router-kv-overlap-score-credit
    --router-kv-overlap-score-credit-decay --router-kv-overlap-score-weight --router-min-initial-workers
    --router-predicted-ttl-secs --router-prefill-load-scale --router-queue-threshold
    --router-session-affinity-ttl-secs --router-temperature --router-ttl-secs --shared-cache-multiplier
    --tcp-tls-handshake-timeout --teacache-thresh --tensor-parallel-size --timeout-s --warmup-steps
  `,
  choices: `
    --admission-control --attn-backend --benchmark-mode --conversation-affinity-dp-rank-source --disaggregation-mode
    --disaggregation-strategy --dyn-default-thinking-mode --dyn-reasoning-parser --dyn-structural-tag-schema
    --dyn-structural-tag-scope --dyn-tool-call-parser --embedding-transfer-mode --guided-decoding-backend --modality
    --mode --omni-cfg-parallel-size --omni-diffusion-cache-backend --quant-algo --response-plane
    --router-approximate-cache-policy --router-mode --router-prefill-load-model --router-queue-policy
    --router-session-affinity-mode --router-tracking-hash --sglang-trace-level --shared-cache-type --sleep-mode-level
    --torch-compile-mode --torch-dtype --use-nixl-connect
  `,
  texts: `
    --ais-perf-config --allowed-local-media-path --benchmark-output-path --benchmark-points-file --component
    --config-key --custom-encoder-class --custom-jinja-template --disagg-config --disagg-config-key
    --discovery-backend --dump-config-to --dyn-endpoint-types --encode-endpoint --endpoint --endpoint-types
    --enforce-disagg --engine-route --event-plane --extra-engine-args --flush-interval --health-check-payload
    --kv-state-endpoint --load-format --media-output-fs-url --media-output-http-url --mm-prompt-template --model
    --model-express-url --model-loader-extra-config --model-name --model-path --namespace --nats-tls-ca-cert-path
    --nats-tls-client-cert-path --nats-tls-client-key-path --next-endpoint --omni-diffusion-cache-config --output
    --override-engine-args --pip-args --request-plane --revision --router-conditional-disagg-config
    --router-decode-policy --router-policy-config --router-prefill-policy --router-tracking-key-file
    --router-tracking-key-id --save-plot --served-model-name --skip-components --stage-configs-path --store-kv
    --tcp-tls-ca-cert-path --tcp-tls-cert-path --tcp-tls-client-ca-cert-path --tcp-tls-client-cert-path
    --tcp-tls-client-key-path --tcp-tls-key-path --tcp-tls-server-name
  `,
  manyTexts: `
    --connector --dyn-structural-tag --output-modalities
  `,
  variables: `
    DYN_ACTIVE_DECODE_BLOCKS_THRESHOLD=--active-decode-blocks-threshold
    DYN_ACTIVE_PREFILL_TOKENS_THRESHOLD=--active-prefill-tokens-threshold
    DYN_ACTIVE_PREFILL_TOKENS_THRESHOLD_FRAC=--active-prefill-tokens-threshold-frac
    DYN_BENCHMARK_COLLECT_IMBALANCED=--benchmark-collect-imbalanced
    DYN_BENCHMARK_HYBRID_LIVE_STATE=--benchmark-hybrid-live-state
    DYN_BENCHMARK_MAX_BATCH_SIZE=--benchmark-max-batch-size DYN_BENCHMARK_MODE=--benchmark-mode
    DYN_BENCHMARK_OUTPUT_PATH=--benchmark-output-path DYN_BENCHMARK_POINTS_FILE=--benchmark-points-file
    DYN_BENCHMARK_RANDOMIZE_KDA_STATE=--benchmark-randomize-kda-state DYN_BENCHMARK_TIMEOUT=--benchmark-timeout
    DYN_BENCHMARK_WARMUP_ITERATIONS=--benchmark-warmup-iterations DYN_CONNECTOR=--connector
    DYN_CUSTOM_ENCODER_CLASS=--custom-encoder-class DYN_CUSTOM_JINJA_TEMPLATE=--custom-jinja-template
    DYN_DECODE_MAX_BATCH_SIZE_SAMPLES=--decode-max-batch-size-samples
    DYN_DECODE_MAX_KV_READ_TOKEN_SAMPLES=--decode-max-kv-read-token-samples
    DYN_DEFAULT_THINKING_MODE=--dyn-default-thinking-mode DYN_DISCOVERY_BACKEND=--discovery-backend
    DYN_DUMP_CONFIG_TO=--dump-config-to DYN_DURABLE_KV_EVENTS=--durable-kv-events DYN_ENABLE_RL=--enable-rl
    DYN_ENABLE_SESSION_PREFIX_INDEX=--enable-session-prefix-index DYN_ENDPOINT=--endpoint
    DYN_ENDPOINT_TYPES=--endpoint-types DYN_ENFORCE_DISAGG=--enforce-disagg
    DYN_ENGINE_CONV_AFFINITY=--conversation-affinity
    DYN_ENGINE_CONV_AFFINITY_DP_RANK_SOURCE=--conversation-affinity-dp-rank-source
    DYN_ENGINE_REQUEST_LIMIT=--engine-request-limit DYN_EVENT_PLANE=--event-plane
    DYN_EXCLUDE_TOOLS_WHEN_TOOL_CHOICE_NONE=--exclude-tools-when-tool-choice-none DYN_FPM_TRACE=--fpm-trace
    DYN_HEALTH_CHECK_PAYLOAD=--health-check-payload DYN_HTTP_CONCURRENCY=--http-concurrency
    DYN_HTTP_CONNECT_TIMEOUT=--http-connect-timeout DYN_HTTP_KEEPALIVE_TIMEOUT=--http-keepalive-timeout
    DYN_HTTP_MAX_CONNECTIONS=--http-max-connections DYN_HTTP_MAX_KEEPALIVE=--http-max-keepalive
    DYN_HTTP_POOL_TIMEOUT=--http-pool-timeout DYN_HTTP_TIMEOUT=--http-timeout
    DYN_KV_STATE_ENDPOINT=--kv-state-endpoint DYN_MEDIA_OUTPUT_FS_URL=--media-output-fs-url
    DYN_MEDIA_OUTPUT_HTTP_URL=--media-output-http-url
    DYN_MULTIMODAL_EMBEDDING_CACHE_CAPACITY_GB=--multimodal-embedding-cache-capacity-gb
    DYN_MULTIMODAL_EMBEDDING_CACHE_PUBLISHER=--multimodal-embedding-cache-publisher DYN_NAMESPACE=--namespace
    DYN_OUTPUT_MODALITIES=--output-modalities
    DYN_PREFILL_MAX_KV_READ_TOKEN_SAMPLES=--prefill-max-kv-read-token-samples
    DYN_PREFILL_MAX_NEW_TOKEN_SAMPLES=--prefill-max-new-token-samples
    DYN_PREFIX_MAX_BATCH_SIZE_SAMPLES=--prefix-max-batch-size-samples DYN_REASONING_PARSER=--dyn-reasoning-parser
    DYN_REQUEST_PLANE=--request-plane DYN_RESPONSE_PLANE=--response-plane
    DYN_ROUTER_APPROXIMATE_CACHE_POLICY=--router-approximate-cache-policy
    DYN_ROUTER_ASSUME_KV_REUSE=--router-assume-kv-reuse DYN_ROUTER_CONDITIONAL_DISAGG=--router-conditional-disagg
    DYN_ROUTER_CONDITIONAL_DISAGG_CONFIG=--router-conditional-disagg-config
    DYN_ROUTER_DECODE_ACTIVE_REQUEST_WEIGHT=--router-decode-active-request-weight
    DYN_ROUTER_DECODE_POLICY=--router-decode-policy DYN_ROUTER_DISK_CACHE_HIT_WEIGHT=--router-disk-cache-hit-weight
    DYN_ROUTER_EVENT_THREADS=--router-event-threads DYN_ROUTER_HOST_CACHE_HIT_WEIGHT=--router-host-cache-hit-weight
    DYN_ROUTER_KV_OVERLAP_SCORE_CREDIT=--router-kv-overlap-score-credit
    DYN_ROUTER_KV_OVERLAP_SCORE_CREDIT_DECAY=--router-kv-overlap-score-credit-decay DYN_ROUTER_LOAD_AWARE=--load-aware
    DYN_ROUTER_MIN_INITIAL_WORKERS=--router-min-initial-workers DYN_ROUTER_MODE=--router-mode
    DYN_ROUTER_POLICY_CONFIG=--router-policy-config DYN_ROUTER_PREDICTED_TTL_SECS=--router-predicted-ttl-secs
    DYN_ROUTER_PREFILL_LOAD_MODEL=--router-prefill-load-model
    DYN_ROUTER_PREFILL_LOAD_SCALE=--router-prefill-load-scale DYN_ROUTER_PREFILL_POLICY=--router-prefill-policy
    DYN_ROUTER_QUEUE_POLICY=--router-queue-policy DYN_ROUTER_QUEUE_THRESHOLD=--router-queue-threshold
    DYN_ROUTER_REPLICA_SYNC=--router-replica-sync DYN_ROUTER_SESSION_AFFINITY_MODE=--router-session-affinity-mode
    DYN_ROUTER_SESSION_AFFINITY_TTL_SECS=--router-session-affinity-ttl-secs
    DYN_ROUTER_TEMPERATURE=--router-temperature DYN_ROUTER_TRACKING_HASH=--router-tracking-hash
    DYN_ROUTER_TRACKING_KEY_FILE=--router-tracking-key-file DYN_ROUTER_TRACKING_KEY_ID=--router-tracking-key-id
    DYN_ROUTER_TRACK_ACTIVE_BLOCKS=--router-track-active-blocks
    DYN_ROUTER_TRACK_OUTPUT_BLOCKS=--router-track-output-blocks
    DYN_ROUTER_TRACK_PREFILL_TOKENS=--router-track-prefill-tokens DYN_ROUTER_TTL_SECS=--router-ttl-secs
    DYN_ROUTER_USE_KV_EVENTS=--router-kv-events DYN_SGLANG_ENGINE_ROUTES=--engine-route
    DYN_SGL_DEDICATED_MM_ENCODER=--dedicated-mm-encoder DYN_SGL_DISAGG_CONFIG=--disagg-config
    DYN_SGL_DISAGG_CONFIG_KEY=--disagg-config-key DYN_SGL_EMBEDDING_TRANSFER_MODE=--embedding-transfer-mode
    DYN_SGL_EMBEDDING_WORKER=--embedding-worker DYN_SGL_ENABLE_MULTIMODAL=--enable-multimodal
    DYN_SGL_ENABLE_RL=--enable-rl DYN_SGL_GATEWAY_WORKERS=--gateway-workers
    DYN_SGL_IMAGE_DIFFUSION_WORKER=--image-diffusion-worker
    DYN_SGL_MULTIMODAL_ENCODE_WORKER=--multimodal-encode-worker DYN_SGL_MULTIMODAL_PROCESSOR=--multimodal-processor
    DYN_SGL_MULTIMODAL_WORKER=--multimodal-worker DYN_SGL_RERANK_WORKER=--rerank-worker
    DYN_SGL_USE_TOKENIZER=--use-sglang-tokenizer DYN_SGL_VIDEO_GENERATION_WORKER=--video-generation-worker
    DYN_SHARED_CACHE_MULTIPLIER=--shared-cache-multiplier DYN_SHARED_CACHE_TYPE=--shared-cache-type
    DYN_STRUCTURAL_TAG=--dyn-structural-tag DYN_TCP_TLS_CA_CERT_PATH=--tcp-tls-ca-cert-path
    DYN_TCP_TLS_CERT_PATH=--tcp-tls-cert-path DYN_TCP_TLS_CLIENT_CA_CERT_PATH=--tcp-tls-client-ca-cert-path
    DYN_TCP_TLS_CLIENT_CERT_PATH=--tcp-tls-client-cert-path DYN_TCP_TLS_CLIENT_KEY_PATH=--tcp-tls-client-key-path
    DYN_TCP_TLS_HANDSHAKE_TIMEOUT_SECS=--tcp-tls-handshake-timeout DYN_TCP_TLS_INSECURE=--tcp-tls-insecure
    DYN_TCP_TLS_KEY_PATH=--tcp-tls-key-path DYN_TCP_TLS_SERVER_NAME=--tcp-tls-server-name
    DYN_TOOL_CALL_PARSER=--dyn-tool-call-parser DYN_TRTLLM_ALLOWED_LOCAL_MEDIA_PATH=--allowed-local-media-path
    DYN_TRTLLM_ATTN_BACKEND=--attn-backend DYN_TRTLLM_DEFAULT_GUIDANCE_SCALE=--default-guidance-scale
    DYN_TRTLLM_DEFAULT_HEIGHT=--default-height DYN_TRTLLM_DEFAULT_NUM_FRAMES=--default-num-frames
    DYN_TRTLLM_DEFAULT_NUM_IMAGES_PER_PROMPT=--default-num-images-per-prompt
    DYN_TRTLLM_DEFAULT_NUM_INFERENCE_STEPS=--default-num-inference-steps DYN_TRTLLM_DEFAULT_WIDTH=--default-width
    DYN_TRTLLM_DISABLE_REQUEST_ABORT=--disable-request-abort DYN_TRTLLM_DISABLE_TORCH_COMPILE=--disable-torch-compile
    DYN_TRTLLM_DISAGGREGATION_MODE=--disaggregation-mode DYN_TRTLLM_DIT_CFG_SIZE=--dit-cfg-size
    DYN_TRTLLM_DIT_DP_SIZE=--dit-dp-size DYN_TRTLLM_DIT_FSDP_SIZE=--dit-fsdp-size
    DYN_TRTLLM_DIT_RING_SIZE=--dit-ring-size DYN_TRTLLM_DIT_TP_SIZE=--dit-tp-size
    DYN_TRTLLM_DIT_ULYSSES_SIZE=--dit-ulysses-size DYN_TRTLLM_ENABLE_ASYNC_CPU_OFFLOAD=--enable-async-cpu-offload
    DYN_TRTLLM_ENABLE_ATTENTION_DP=--enable-attention-dp DYN_TRTLLM_ENABLE_CUDA_GRAPH=--enable-cuda-graph
    DYN_TRTLLM_ENABLE_FULLGRAPH=--enable-fullgraph
    DYN_TRTLLM_ENABLE_LAYERWISE_NVTX_MARKER=--enable-layerwise-nvtx-marker
    DYN_TRTLLM_ENABLE_MULTIMODAL=--enable-multimodal DYN_TRTLLM_ENABLE_TEACACHE=--enable-teacache
    DYN_TRTLLM_ENCODE_ENDPOINT=--encode-endpoint DYN_TRTLLM_EXPERT_PARALLEL_SIZE=--expert-parallel-size
    DYN_TRTLLM_EXTRA_ENGINE_ARGS=--extra-engine-args DYN_TRTLLM_FREE_GPU_MEMORY_FRACTION=--free-gpu-memory-fraction
    DYN_TRTLLM_FUSE_QKV=--fuse-qkv DYN_TRTLLM_GPUS_PER_NODE=--gpus-per-node
    DYN_TRTLLM_GUIDED_DECODING_BACKEND=--guided-decoding-backend DYN_TRTLLM_KV_BLOCK_SIZE=--kv-block-size
    DYN_TRTLLM_LOAD_FORMAT=--load-format DYN_TRTLLM_MAX_BATCH_SIZE=--max-batch-size
    DYN_TRTLLM_MAX_BEAM_WIDTH=--max-beam-width DYN_TRTLLM_MAX_FILE_SIZE_MB=--max-file-size-mb
    DYN_TRTLLM_MAX_NUM_TOKENS=--max-num-tokens DYN_TRTLLM_MAX_SEQ_LEN=--max-seq-len DYN_TRTLLM_MODALITY=--modality
    DYN_TRTLLM_MODEL=--model DYN_TRTLLM_MODEL_LOADER_EXTRA_CONFIG=--model-loader-extra-config
    DYN_TRTLLM_OVERRIDE_ENGINE_ARGS=--override-engine-args DYN_TRTLLM_PIPELINE_PARALLEL_SIZE=--pipeline-parallel-size
    DYN_TRTLLM_PUBLISH_EVENTS_AND_METRICS=--publish-events-and-metrics
    DYN_TRTLLM_PUBLISH_KV_EVENTS=--publish-kv-events DYN_TRTLLM_PUBLISH_METRICS=--publish-metrics
    DYN_TRTLLM_QUANT_ALGO=--quant-algo DYN_TRTLLM_QUANT_DYNAMIC=--quant-dynamic DYN_TRTLLM_REVISION=--revision
    DYN_TRTLLM_SERVED_MODEL_NAME=--served-model-name DYN_TRTLLM_SKIP_COMPONENTS=--skip-components
    DYN_TRTLLM_SKIP_WARMUP=--skip-warmup DYN_TRTLLM_TEACACHE_THRESH=--teacache-thresh
    DYN_TRTLLM_TEACACHE_USE_RET_STEPS=--teacache-use-ret-steps DYN_TRTLLM_TENSOR_PARALLEL_SIZE=--tensor-parallel-size
    DYN_TRTLLM_TORCH_COMPILE_MODE=--torch-compile-mode DYN_TRTLLM_TORCH_DTYPE=--torch-dtype
    DYN_TRTLLM_WARMUP_STEPS=--warmup-steps DYN_USE_REMOTE_INDEXER=--use-remote-indexer
    DYN_VLLM_BOUNDARY_RATIO=--omni-boundary-ratio DYN_VLLM_CFG_PARALLEL_SIZE=--omni-cfg-parallel-size
    DYN_VLLM_CLASSIFY_WORKER=--classify-worker DYN_VLLM_DEFAULT_VIDEO_FPS=--default-video-fps
    DYN_VLLM_DIFFUSION_CACHE_BACKEND=--omni-diffusion-cache-backend
    DYN_VLLM_DIFFUSION_CACHE_CONFIG=--omni-diffusion-cache-config DYN_VLLM_DISAGGREGATION_MODE=--disaggregation-mode
    DYN_VLLM_EMBEDDING_FRONTEND_TOKENIZATION=--embedding-frontend-tokenization
    DYN_VLLM_EMBEDDING_TRANSFER_MODE=--embedding-transfer-mode DYN_VLLM_EMBEDDING_WORKER=--embedding-worker
    DYN_VLLM_EMBEDDING_WORKER_PROCESSES=--embedding-worker-processes
    DYN_VLLM_ENABLE_CACHE_DIT_SUMMARY=--omni-enable-cache-dit-summary
    DYN_VLLM_ENABLE_CPU_OFFLOAD=--omni-enable-cpu-offload
    DYN_VLLM_ENABLE_LAYERWISE_OFFLOAD=--omni-enable-layerwise-offload DYN_VLLM_ENABLE_MULTIMODAL=--enable-multimodal
    DYN_VLLM_ENFORCE_EAGER=--omni-enforce-eager DYN_VLLM_FLOW_SHIFT=--omni-flow-shift
    DYN_VLLM_FRONTEND_DECODING=--frontend-decoding DYN_VLLM_GMS_SHADOW_MODE=--gms-shadow-mode
    DYN_VLLM_HEADLESS=--headless DYN_VLLM_IS_DECODE_WORKER=--is-decode-worker
    DYN_VLLM_IS_PREFILL_WORKER=--is-prefill-worker DYN_VLLM_LAYERWISE_NUM_GPU_LAYERS=--omni-layerwise-num-gpu-layers
    DYN_VLLM_MM_PROMPT_TEMPLATE=--mm-prompt-template DYN_VLLM_MULTIMODAL_DECODE_WORKER=--multimodal-decode-worker
    DYN_VLLM_MULTIMODAL_ENCODE_WORKER=--multimodal-encode-worker DYN_VLLM_MULTIMODAL_WORKER=--multimodal-worker
    DYN_VLLM_OMNI=--omni DYN_VLLM_REALTIME=--realtime DYN_VLLM_RING_DEGREE=--omni-ring-degree
    DYN_VLLM_ROUTE_TO_ENCODER=--route-to-encoder DYN_VLLM_SLEEP_MODE_LEVEL=--sleep-mode-level
    DYN_VLLM_STAGE_CONFIGS_PATH=--stage-configs-path DYN_VLLM_ULYSSES_DEGREE=--omni-ulysses-degree
    DYN_VLLM_USE_TOKENIZER=--use-vllm-tokenizer DYN_VLLM_VAE_USE_SLICING=--omni-vae-use-slicing
    DYN_VLLM_VAE_USE_TILING=--omni-vae-use-tiling MODEL_EXPRESS_URL=--model-express-url
    NATS_TLS_CA_CERT_PATH=--nats-tls-ca-cert-path NATS_TLS_CLIENT_CERT_PATH=--nats-tls-client-cert-path
    NATS_TLS_CLIENT_KEY_PATH=--nats-tls-client-key-path NATS_TLS_INSECURE=--nats-tls-insecure
    SGLANG_TRACE_LEVEL=--sglang-trace-level
  `,
});
