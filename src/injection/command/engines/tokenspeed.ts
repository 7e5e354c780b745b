// Written by engine-flags/renew.py on 2026-11-28 from the Python package tokenspeed, versions
// 0.1.1. Do not edit.
import { flagTable } from "./flag-table.ts";

export const TOKENSPEED = flagTable({
  switches: `
    --batch-invariant-collectives --disable-any-whitespace --disable-autotune --disable-capturable-grammar
    --disable-cuda-graph-padding --disable-cudagraph-memory-reserve --disable-flashinfer-autotune
    --disable-flashinfer-cutlass-moe-fp4-allgather --disable-kda-prefill-graph --disable-kvstore --disable-nccl-nvls
    --disable-overlap-schedule --disable-pdl --disable-prefill-graph --disable-prefix-caching --disable-replay-ssm
    --disable-sampling-tp-sync --disable-symm-mem --disable-tf32 --disable-weight-loader-prefetch-checkpoints
    --dp-sampling --draft-model-path-use-base --enable-allreduce-fusion --enable-cudagraph-gc --enable-eplb
    --enable-expert-parallel --enable-log-request-stats --enable-log-requests --enable-memory-saver --enable-metrics
    --enable-mixed-batch --enable-nan-detection --enable-nvtx --enable-output-logprobs --enable-prefix-caching
    --enable-replay-ssm --enable-speculative-sampling --enforce-eager --engram-host-table --force-deterministic-rsag
    --language-model-only --mla-disable-ragged --moe-mxfp4-fp8-activation --skip-tokenizer-init --stream-output
    --trust-remote-code --zmq-msgpack
  `,
  numbers: `
    --attn-head-tp-size --attn-tp-size --base-gpu-id --block-size --chunked-prefill-size --comm-fusion-max-num-tokens
    --data-parallel-size --decode-context-parallel-size --decode-log-interval
    --deepseek-v4-indexer-prefill-max-logits-mb --deepseek-v4-mega-moe-max-num-tokens --deepseek-v4-prefill-chunk-size
    --dense-tp-size --disaggregation-bootstrap-port --disaggregation-layerwise-interval --distributed-timeout-seconds
    --dp-sampling-min-bs --ep-num-redundant-experts --ep-size --eplb-rebalance-layers-per-chunk
    --eplb-rebalance-num-iterations --expert-parallel-size --gpu-id-step --gpu-memory-utilization
    --grammar-compile-max-retries --grammar-compile-timeout-secs --input-logprob-chunk-tokens --kvstore-ratio
    --kvstore-size --lm-head-tp-size --load-watch-interval --low-latency-max-num-tokens-per-gpu
    --max-cudagraph-capture-size --max-model-len --max-num-seqs --max-prefill-tokens --max-total-tokens
    --mla-chunk-multiplier --moe-tp-size --nnodes --node-rank --nprocs-per-node --pipeline-parallel-size --port
    --prefill-context-parallel-size --prefill-graph-max-tokens --prefix-granularity --rl-control-port --seed
    --skip-softmax-threshold --spec-reject-draft-prob-threshold --speculative-eagle-topk
    --speculative-num-draft-tokens --speculative-num-steps --stream-interval --tensor-parallel-size --tp
    --weight-loader-prefetch-num-threads --world-size
  `,
  choices: `
    --all2all-backend --deepep-mode --dense-gemm-backend --device --disaggregation-mode
    --disaggregation-transfer-backend --dsa-slot-order --dtype --engram-host-table-layout --ep-dispatch-algorithm
    --expert-distribution-recorder-mode --grammar-backend --kda-backend --kv-cache-dtype --kv-cache-quant-method
    --kvstore-io-backend --kvstore-storage-backend --layer-boundary-norm --load-balance-method --load-format
    --log-requests-level --logprob-order --mamba-ssm-dtype --metrics-reporters --mla-lora-scale --mm-attention-backend
    --mm-encoder-tp-mode --model-update-draft-weights --moe-combine-order --numerics --quantization --router-topk
    --sampling-backend --sampling-stream --tokenizer-mode --tp-batch-invariant --yarn-ramp-mask-device
  `,
  texts: `
    --app-key --attention-backend --data-parallel-address --data-parallel-rpc-port --disaggregation-ib-device
    --dist-init-addr --download-dir --draft-moe-backend --drafter-attention-backend --eagle3-layers-to-capture
    --engram-host-table-dir --eplb-algorithm --ext-yaml --hf-overrides --host --init-expert-location
    --kv-events-config --kvstore-storage-backend-extra-config --log-level --model --model-path --model-update-config
    --model-update-engine-type --model-update-sdk-module --moe-backend --pdlb-url --pp-layer-partition
    --preferred-sampling-params --quantization-param-path --reasoning-parser --revision --rl-control-api-key
    --rl-control-host --served-model-name --speculative-algorithm --speculative-config --speculative-draft-model-path
    --speculative-draft-model-quantization --tokenizer --weight-version --zmq-engine-index
  `,
  manyNumbers: `
    --cudagraph-capture-sizes --prefill-graph-capture-batch-sizes --prefill-graph-capture-sizes
    --prefill-graph-capture-token-sizes
  `,
  manyTexts: `
    --attention-config.use-fp4-indexer-cache --attention-config.use-trtllm-ragged-deepseek-prefill
    --attention-use-fp4-indexer-cache
  `,
});
