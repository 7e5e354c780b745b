import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DYNAMO } from "../../../src/injection/command/engines/dynamo.ts";
import type { FlagTable } from "../../../src/injection/command/engines/flag-table.ts";
import { SGLANG } from "../../../src/injection/command/engines/sglang.ts";
import { TOKENSPEED } from "../../../src/injection/command/engines/tokenspeed.ts";
import { TRTLLM } from "../../../src/injection/command/engines/trtllm.ts";
import { VLLM } from "../../../src/injection/command/engines/vllm.ts";
import { classOfFlag } from "../../../src/injection/command/flag-classes.ts";
import { detect, type Spec } from "./detect.ts";

/** Whether the command by itself permits the offline rule to close the hub. */
function isProvenOffline(spec: Spec): boolean {
  const { models, staysOnline = [], delivery } = detect(spec);
  const areKnown = models.length > 0 && models.every(({ kind }) => kind === "hub" || kind === "local");
  return areKnown && staysOnline.length === 0 && delivery === undefined;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const ENGINES: readonly { readonly command: readonly string[]; readonly tables: readonly FlagTable[] }[] = [
  { command: words("python3 -m dynamo.vllm --model acme/llm"), tables: [DYNAMO, VLLM] },
  { command: words("python3 -m dynamo.sglang --model-path acme/llm"), tables: [DYNAMO, SGLANG] },
  { command: words("python3 -m dynamo.trtllm --model-path acme/llm"), tables: [DYNAMO] },
  { command: words("python3 -m dynamo.tokenspeed --model acme/llm"), tables: [DYNAMO, TOKENSPEED] },
  { command: words("vllm serve acme/llm"), tables: [VLLM] },
  { command: words("vllm-rs serve acme/llm"), tables: [VLLM] },
  { command: words("python3 -m sglang.launch_server --model-path acme/llm"), tables: [SGLANG] },
  { command: words("sglang serve --model-path acme/llm"), tables: [SGLANG] },
  { command: words("trtllm-serve acme/llm"), tables: [TRTLLM] },
];
const programs = ENGINES.map((engine) => ({ name: engine.command.slice(0, 3).join(" "), ...engine }));

/** Values that may name a repository, or a file that names one. */
const NAMING = [
  "org/other",
  "gpt2",
  "/cfg/x.yaml",
  "./x.json",
  "name=org/other",
  '{"path":"org/other"}',
  "$(FROM_ELSEWHERE)",
];
const NAMELESS = ["8", "0.95", "-1", "1e-3", "8192,16384", "16GiB", "true", "False", "auto", "none"];

/**
 * From the contract and its reference, not from the classes under test: each of these downloads something, or may.
 */
const FETCHING_SWITCHES = words("--trust-remote-code --enable-lora --enable-custom-logit-processor");
const FETCHING = words(`
  --lora-modules --lora-paths --default-mm-loras --uno-lora-path --hf-config-path --speculative-token-map --config
  --extra-engine-args --extra-llm-api-options --disagg-config --ext-yaml --reasoning-parser-plugin --tool-parser-plugin
  --worker-cls --worker-extension-cls --logits-processors --custom-encoder-class --generation-config
`);

/**
 * From the sources of SGLang 0.5.23 and vLLM 0.10: the loader of bitsandbytes lists the repository's files
 * (`_get_weight_files`), and so does the check of files (`_load_file_infos_from_hf`), although all of them are cached.
 * The other formats write into the folder of the weights.
 */
const ASKING: readonly (readonly [flag: string, value: string])[] = [
  ["--load-format", "bitsandbytes"],
  ["--load-format", "npcache"],
  ["--load-format", "presharded"],
  ["--quantization", "bitsandbytes"],
  ["-q", "bitsandbytes"],
  ["--model-checksum", "acme/llm"],
  ["--model-checksum", "/cfg/sums.json"],
];

/** Repositories of the hub with `modules.json` or `model_index.json`, which name folders. */
const WITH_FOLDERS = words(`
  BAAI/bge-m3 BAAI/bge-reranker-v2-m3 Qwen/Qwen3-Embedding-8B Qwen/Qwen3-Reranker-0.6B intfloat/e5-mistral-7b-instruct
  intfloat/multilingual-e5-large Alibaba-NLP/gte-Qwen2-7B-instruct sentence-transformers/all-MiniLM-L6-v2
  nvidia/NV-Embed-v2 Snowflake/snowflake-arctic-embed-l cross-encoder/ms-marco-MiniLM-L6-v2 jinaai/jina-embeddings-v3
  black-forest-labs/FLUX.1-dev Wan-AI/Wan2.1-T2V-1.3B-Diffusers Wan-AI/Wan2.2-I2V-A14B Qwen/Qwen-Image-Edit
  Qwen/Qwen3-TTS-12Hz-1.7B-Base stabilityai/stable-diffusion-3.5-medium stabilityai/sdxl-turbo Tongyi-MAI/Z-Image-Turbo
  Lightricks/LTX-2 hunyuanvideo-community/HunyuanVideo tencent/Hunyuan3D-2 krea/Krea-2 comfy-org/ideogram-4
  moonshotai/Kimi-Audio-7B-Instruct XiaomiMiMo/MiMo-Audio-7B-Instruct Qwen/Qwen3-Omni-30B-A3B-Instruct 01-ai/Yi-VL-6B
  unsloth/Qwen3-0.6B-GGUF bartowski/Llama-3.2-1B-Instruct-gguf
`);
/** Their configuration names other repositories: a vision tower, a language model and an audio encoder. */
const COMPOSITE = words(`
  liuhaotian/llava-v1.5-7b lmms-lab/llava-onevision-qwen2-7b-ov lmms-lab/LLaVA-Video-7B-Qwen2
  fixie-ai/ultravox-v0_5-llama-3_2-1b
`);
const WITHOUT_FOLDERS = words(`
  Qwen/Qwen3-0.6B Qwen/Qwen2.5-VL-7B-Instruct deepseek-ai/DeepSeek-R1 nvidia/DeepSeek-R1-FP4 openai/gpt-oss-120b
  RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic meta-llama/Llama-3.1-8B-Instruct mistralai/Mistral-7B-Instruct-v0.3
  zai-org/GLM-4.5-Air moonshotai/Kimi-K2-Instruct google/gemma-3-27b-it microsoft/phi-4 tiiuae/Falcon-H1-7B gpt2
  nvidia/Llama-3_1-Nemotron-Ultra-253B-v1 TinyLlama/TinyLlama-1.1B-Chat-v1.0 CohereLabs/c4ai-command-r-plus
  llava-hf/llava-1.5-7b-hf
`);

function rename(command: readonly string[], model: string): readonly string[] {
  return command.map((word) => (word === "acme/llm" ? model : word));
}

describe.each(programs)("$name", ({ command, tables }) => {
  // A JSON key (`--attention-config.x`) is judged by its name; a processor pulls nothing.
  const isSpecial = (flag: string) =>
    flag.includes(".") || flag === "--multimodal-processor" || flag === "--ec-processor";
  const flags = [...new Map(tables.flatMap((table) => [...table.flags]).reverse())].filter(
    ([flag]) => !isSpecial(flag),
  );

  it("is offline by itself", () => {
    expect(isProvenOffline({ command })).toBe(true);
  });

  it("is online with a model whose name says that it needs more than the root of its repository", () => {
    for (const name of [...WITH_FOLDERS, ...COMPOSITE])
      expect(isProvenOffline({ command: rename(command, name) }), name).toBe(false);
  });

  it("is offline with the name of a language model", () => {
    for (const name of WITHOUT_FOLDERS) expect(isProvenOffline({ command: rename(command, name) }), name).toBe(true);
  });

  it("is online with a file of a repository beside a tokenizer that is pulled", () => {
    for (const file of ["org/name/q4.gguf", "org/name/folder/q4.GGUF", "org/q4.gguf", "org/name:Q4_K_M"]) {
      const flags = ["--tokenizer", "org/tokenizer"];
      expect(isProvenOffline({ command: [...rename(command, file), ...flags] }), file).toBe(false);
    }
  });

  it.each(FETCHING_SWITCHES)("is online with %s", (flag) => {
    expect(isProvenOffline({ command: [...command, flag] })).toBe(false);
    expect(isProvenOffline({ command: [...command, flag.replaceAll("-", "_").replace("__", "--")] })).toBe(false);
    expect(isProvenOffline({ command: [...command, "--port", "80", flag] })).toBe(false);
    // argparse accepts an unambiguous prefix of a flag.
    expect(isProvenOffline({ command: [...command, flag.slice(0, -3)] })).toBe(false);
  });

  it.each(FETCHING)("is online with %s and any value that names something", (flag) => {
    for (const value of NAMING) {
      expect(isProvenOffline({ command: [...command, flag, value] }), value).toBe(false);
      expect(isProvenOffline({ command: [...command, `${flag}=${value}`] }), value).toBe(false);
    }
  });

  it("is online with every unclassified flag of its parser that takes free text", () => {
    const texts = flags.filter(([flag, { value }]) => value === "text" && classOfFlag(flag) === undefined);
    for (const [flag] of texts) {
      for (const value of NAMING)
        expect(isProvenOffline({ command: [...command, flag, value] }), `${flag} ${value}`).toBe(false);
      for (const value of NAMELESS)
        expect(isProvenOffline({ command: [...command, flag, value] }), `${flag} ${value}`).toBe(true);
    }
  });

  it("is offline with every other switch, number and word of a closed list of its parser", () => {
    const plain = flags.filter(([flag, { value }]) => value !== "text" && classOfFlag(flag) === undefined);
    expect(plain.length).toBeGreaterThan(20);
    for (const [flag, { value }] of plain) {
      const given = value === "switch" ? [flag] : [flag, value === "number" ? "8" : "word"];
      expect(isProvenOffline({ command: [...command, ...given] }), given.join(" ")).toBe(true);
    }
  });

  it.each(ASKING)("is online with %s %s, which asks the hub or writes beside the weights", (flag, value) => {
    expect(isProvenOffline({ command: [...command, flag, value] })).toBe(false);
    expect(isProvenOffline({ command: [...command, `${flag.replace(/(?<=\w)-/g, "_")}=${value}`] })).toBe(false);
  });

  it.each([
    ["--load-format", "safetensors"],
    ["--quantization", "fp8"],
  ])("is offline with %s %s", (flag, value) => {
    expect(isProvenOffline({ command: [...command, flag, value] })).toBe(true);
  });

  it("judges an unknown flag by its value", () => {
    const name = fc
      .string({ unit: fc.constantFrom(..."abcdefghij"), minLength: 4, maxLength: 9 })
      .map((text) => `--zz-${text}`);
    fc.assert(
      fc.property(name, fc.constantFrom(...NAMING), fc.boolean(), (flag, value, isJoined) => {
        const given = isJoined ? [`${flag}=${value}`] : [flag, value];
        expect(isProvenOffline({ command: [...command, ...given] })).toBe(false);
      }),
    );
    fc.assert(
      fc.property(name, fc.constantFrom(...NAMELESS), (flag, value) => {
        expect(isProvenOffline({ command: [...command, `${flag}=${value}`] })).toBe(true);
      }),
    );
  });

  it("never puts a value into a cause", () => {
    for (const [flag] of flags) {
      const { staysOnline } = detect({ command: [...command, flag, "s3cr3t/s3cr3t", "--zz", "s3cr3t/value"] });
      expect(JSON.stringify(staysOnline), flag).not.toContain("s3cr3t");
    }
  });
});

describe("the common flags keep a container offline", () => {
  it.each([
    "python3 -m dynamo.vllm --model a/b --served-model-name c/d --tensor-parallel-size 4 --max-model-len 8192 --gpu-memory-utilization 0.95",
    'python3 -m dynamo.vllm --model a/b --kv-transfer-config {"kv_connector":"NixlConnector","kv_role":"kv_both"}',
    'python3 -m dynamo.vllm --model a/b --kv-transfer-config {"kv_connector":"PdConnector","kv_connector_extra_config":{"connectors":[{"kv_connector":"DynamoConnector","kv_connector_module_path":"kvbm.vllm_integration.connector"}]}}',
    'python3 -m dynamo.vllm --model a/b --kv-events-config {"publisher":"zmq","topic":"kv-events","endpoint":"tcp://*:20080"}',
    'python3 -m dynamo.vllm --model a/b --compilation-config {"cudagraph_mode":"FULL_DECODE_ONLY"} -O3 --async-scheduling -tp 8',
    "python3 -m dynamo.vllm --model a/b --is-prefill-worker --disaggregation-mode prefill --connector nixl --headless --node-rank 1",
    "python3 -m dynamo.vllm --model a/b --dyn-tool-call-parser hermes --dyn-reasoning-parser qwen3 --chat-template /cfg/chat.jinja",
    'python3 -m dynamo.vllm --model a/b --speculative-config {"method":"eagle3","model":"c/d","num_speculative_tokens":3}',
    'python3 -m dynamo.vllm --model a/b --hf-overrides {"rope_scaling":{"rope_type":"yarn","factor":4.0}} --tokenizer c/d',
    "python3 -m dynamo.sglang --model-path a/b --served-model-name c/d --tp 16 --dp 4 --page-size 16 --mem-fraction-static 0.8 --host 0.0.0.0",
    "python3 -m dynamo.sglang --model-path a/b --disaggregation-mode decode --disaggregation-transfer-backend nixl --dist-init-addr h:5000 --nnodes 2",
    "python3 -m dynamo.sglang --model-path a/b --skip-tokenizer-init --enable-dp-attention --moe-a2a-backend deepep --load-balance-method round_robin",
    'python3 -m dynamo.trtllm --model a/b --override-engine-args {"kv_cache_config":{"free_gpu_memory_fraction":0.8},"backend":"pytorch"}',
    "trtllm-llmapi-launch python3 -m dynamo.trtllm --model-path a/b --disaggregation-mode decode --modality text",
    "mpirun --allow-run-as-root -np 8 -x HF_TOKEN trtllm-serve a/b --tp_size 8 --max_batch_size 64 --backend pytorch",
    "nsys profile -o /out/x --trace=cuda vllm serve a/b --port 8000 --enable-prefix-caching --dtype bfloat16 --quantization fp8",
    "numactl --cpunodebind=0 vllm serve a/b --api-key s3cr3t --task generate --runner generate",
  ])("%s", (command) => {
    expect(isProvenOffline({ command: words(command) })).toBe(true);
  });
});

describe("other commands in the script", () => {
  const engine = "exec python3 -m dynamo.vllm --model a/b";
  it.each([
    "hf download c/d --local-dir /tmp/a",
    "huggingface-cli download c/d",
    "pip install -U transformers",
    "curl -sSL https://example.com/x.sh -o /tmp/x.sh",
    "python3 prepare.py",
    "python3 -c 'import huggingface_hub'",
    "python3 -m dynamo.frontend --http-port 8000 &",
    "/opt/prepare",
    "bash /opt/prepare.sh",
    ". /opt/env.sh",
    "git clone https://example.com/x",
    "find / -name x -exec hf download c/d ;",
    "env A=b hf download c/d",
    "timeout 10 hf download c/d",
    "ray job submit -- hf download c/d",
    "$PREPARE",
  ])("%s keeps it online", (line) => {
    expect(isProvenOffline({ command: ["bash", "-c", `${line}\n${engine}`] })).toBe(false);
  });

  it.each([
    "set -euo pipefail",
    "echo starting --model c/d",
    "mkdir -p /tmp/x && cd /tmp/x",
    "export NCCL_DEBUG=INFO",
    "ray start --head --port=6379",
    "ulimit -l unlimited; sleep 5",
    "nvidia-smi",
    ". /opt/dynamo/venv/bin/activate",
    "trap 'kill 0' TERM",
    "until getent hosts nats; do sleep 1; done",
  ])("%s does not", (line) => {
    expect(isProvenOffline({ command: ["bash", "-c", `${line}\n${engine}`] })).toBe(true);
  });

  it.each(["/entrypoint.sh vllm serve a/b", "bash /entrypoint.sh vllm serve a/b", "uv run vllm serve a/b"])(
    "in front of the engine: %s keeps it online",
    (command) => {
      expect(isProvenOffline({ command: words(command) })).toBe(false);
    },
  );

  it("in front of a shell keeps it online", () => {
    expect(isProvenOffline({ command: ["/entrypoint.sh", "bash", "-c", engine] })).toBe(false);
    expect(isProvenOffline({ command: ["mpirun", "-np", "8", "bash", "-c", engine] })).toBe(true);
  });
});

describe("the image's own entry point", () => {
  it("is assumed to start its arguments", () => {
    expect(isProvenOffline({ args: words("python3 -m dynamo.vllm --model a/b") })).toBe(true);
  });

  it("is an ordinary program if given flags", () => {
    expect(isProvenOffline({ args: words("--model a/b") })).toBe(false);
  });
});

describe("a variable", () => {
  const command = words("python3 -m dynamo.vllm --model a/b");
  it.each([
    ["DYN_LORA_ENABLED", "true"],
    ["VLLM_ALLOW_RUNTIME_LORA_UPDATING", "1"],
    ["VLLM_PLUGINS", "lora_hf_hub_resolver"],
    ["DYN_CUSTOM_ENCODER_CLASS", "mine.Encoder"],
    ["DYN_VLLM_EMBEDDING_WORKER", "true"],
  ])("%s=%s keeps it online", (name, value) => {
    expect(isProvenOffline({ command, env: { [name]: value } })).toBe(false);
    expect(isProvenOffline({ command, valueFrom: [name] })).toBe(false);
    expect(isProvenOffline({ command: ["bash", "-c", `export ${name}=${value}; exec ${command.join(" ")}`] })).toBe(
      false,
    );
  });

  it.each([
    ["DYN_LORA_ENABLED", "false"],
    ["DYN_LORA_ENABLED", ""],
    ["DYN_VLLM_EMBEDDING_WORKER", "0"],
    ["DYN_TRTLLM_EXTRA_ENGINE_ARGS", "/cfg/x.yaml"],
    ["HF_TOKEN", "s3cr3t"],
    ["NCCL_DEBUG", "INFO"],
  ])("%s=%s does not", (name, value) => {
    expect(isProvenOffline({ command, env: { [name]: value } })).toBe(true);
  });
});

describe("settings in JSON", () => {
  const settings = (flag: string, value: unknown) =>
    isProvenOffline({ command: [...words("python3 -m dynamo.trtllm --model a/b"), flag, JSON.stringify(value)] });

  it.each([
    { trust_remote_code: true },
    { nested: [{ tokenizer: "c/d" }] },
    { lora_config: { lora_dir: ["c/d"] } },
    { anything: "c/d" },
    { plugin: "mine.code" },
    { config_file: "/cfg/x.yaml" },
  ])("%j keeps it online", (value) => {
    expect(settings("--override-engine-args", value)).toBe(false);
    expect(settings("--model-loader-extra-config", value)).toBe(false);
  });

  it.each([{ trust_remote_code: false }, { a: [1, true, "word"] }, { endpoint: "tcp://*:1" }, { storage: "/mnt/kv" }])(
    "%j does not",
    (value) => {
      expect(settings("--override-engine-args", value)).toBe(true);
      expect(settings("--model-loader-extra-config", value)).toBe(true);
    },
  );

  it.each([
    [["--trtllm.trust_remote_code", "true"], false],
    [["--trtllm.kv_cache_config.free_gpu_memory_fraction", "0.7"], true],
    [["--trtllm.speculative_config.speculative_model_dir", "c/d"], true],
    [["--trtllm.tokenizer", "c/d"], false],
  ])("%j, by its key: %s", (given, isOffline) => {
    expect(isProvenOffline({ command: [...words("python3 -m dynamo.trtllm --model a/b"), ...given] })).toBe(isOffline);
  });
});

describe("a draft in a folder of the model", () => {
  const command = words("python3 -m dynamo.sglang --model-path acme/llm --speculative-algorithm");

  it("keeps its engine online", () => {
    expect(isProvenOffline({ command: [...command, "DSPARK"] })).toBe(false);
    expect(isProvenOffline({ command: [...command, "dspark"] })).toBe(false);
  });

  it("is not needed beside another draft, or with another method", () => {
    const draft = ["--speculative-draft-model-path", "acme/draft"];
    expect(isProvenOffline({ command: [...command, "DSPARK", ...draft] })).toBe(true);
    expect(isProvenOffline({ command: [...command, "EAGLE", ...draft] })).toBe(true);
    expect(isProvenOffline({ command: [...command, "NEXTN"] })).toBe(true);
  });
});
