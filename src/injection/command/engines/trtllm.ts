// Copied by hand on 2026-11-28 from the click options in tensorrt_llm/commands/serve.py and common_llm_options.py of
// NVIDIA/TensorRT-LLM (commits 00209af1, 4c05a748 and 1f719075): the package on PyPI is a stub without them.
import { flagTable } from "./flag-table.ts";

export const TRTLLM = flagTable({
  switches: `
    --disable-kv-cache-reuse --enable-attention-dp --enable-chunked-prefill --fail-fast-on-attention-window-too-large
    --grpc --skip-tokenizer-init --trust-remote-code
  `,
  numbers: `
    --cluster-size --context-parallel-size --cp-size --ep --ep-size --free-gpu-memory-fraction --gpus-per-node
    --kv-cache-free-gpu-mem-fraction --kv-cache-free-gpu-memory-fraction --max-batch-size --max-beam-width
    --max-input-len --max-num-tokens --max-seq-len --metrics-log-interval --moe-cluster-parallel-size
    --moe-expert-parallel-size --num-postprocess-workers --pipeline-parallel-size --port --pp --pp-size
    --request-timeout --server-start-timeout --tensor-parallel-size --tp --tp-size --video-pruning-rate -r -t
  `,
  choices: `
    --backend --kv-cache-dtype --log-level --reasoning-parser --tool-parser -l
  `,
  texts: `
    --chat-template --config --config-file --custom-module-dirs --custom-tokenizer --disagg-cluster-uri
    --extra-encoder-options --extra-llm-api-options --extra-visual-gen-options --hf-revision --host --media-io-kwargs
    --metadata-server-config-file --otlp-traces-endpoint --revision --served-model-name --server-role --tokenizer
    --visual-gen-args -c -m
  `,
});
