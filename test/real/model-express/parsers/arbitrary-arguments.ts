import fc from "fast-check";

interface Start {
  readonly words: readonly string[];
  readonly flags: readonly (readonly string[])[];
}

const VLLM = [
  ["--tensor-parallel-size", "2"],
  ["-tp", "2"],
  ["--max-model-len", "8k"],
  ["--max_num_seqs=64"],
  ["--dtype", "bfloat16"],
  ["--kv-cache-dtype", "fp8"],
  ["--gpu-memory-utilization", "0.9"],
  ["--enforce-eager"],
  ["--no-enable-prefix-caching"],
  ["--trust-remote-code"],
  ["--revision", "main"],
  ["--served-model-name", "a", "b"],
  ["--kv-transfer-config", '{"kv_connector":"NixlConnector","kv_role":"kv_both","engine_id":"e"}'],
  ["--speculative-config", '{"method":"ngram","num_speculative_tokens":3,"prompt_lookup_max":4}'],
  ["--compilation-config", '{"cudagraph_mode":"FULL_DECODE_ONLY"}'],
  ["-O3"],
];

const SGLANG = [
  ["--tp", "2"],
  ["--tp-size=2"],
  ["--context-length", "8192"],
  ["--dtype", "bfloat16"],
  ["--kv-cache-dtype", "fp8_e5m2"],
  ["--mem-fraction-static", "0.8"],
  ["--disable-cuda-graph"],
  ["--trust-remote-code"],
  ["--revision", "main"],
  ["--served-model-name", "a"],
  ["--skip-tokenizer-init"],
  ["--page-size", "16"],
  ["--host", "0.0.0.0"],
  ["--speculative-algorithm", "EAGLE", "--speculative-draft-load-format", "auto"],
  ["--json-model-override-args", '{"rope_scaling":{"factor":2.0}}'],
];

const DYNAMO = [
  ["--namespace", "ns"],
  ["--endpoint", "dyn://ns.backend.generate"],
  ["--endpoint-types", "chat"],
  ["--request-plane", "tcp"],
];

const STARTS: readonly Start[] = [
  { words: ["python3", "-m", "dynamo.vllm", "--model", "org/model"], flags: [...VLLM, ...DYNAMO] },
  { words: ["python3", "-m", "dynamo.sglang", "--model-path", "org/model"], flags: [...SGLANG, ...DYNAMO] },
  { words: ["vllm", "serve", "org/model"], flags: [...VLLM, ["--port", "8001"], ["--api-key", "k"]] },
  { words: ["vllm", "serve", "--model", "org/model"], flags: VLLM },
  { words: ["sglang", "serve", "--model-path", "org/model"], flags: [...SGLANG, ["--port", "30001"]] },
  { words: ["python3", "-m", "sglang.launch_server", "--model", "org/model"], flags: SGLANG },
];

/** Commands that each engine's parser accepts: the model, and up to all of the flags above, in any order. */
export const arbitraryArguments: fc.Arbitrary<readonly string[]> = fc
  .constantFrom(...STARTS)
  .chain(({ words, flags }) => fc.shuffledSubarray([...flags]).map((chosen) => [...words, ...chosen.flat()]));
