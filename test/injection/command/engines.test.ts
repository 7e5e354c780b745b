// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import { describe, expect, it } from "vitest";
import { detect, modelsOf, modelsOfScript } from "./detect.ts";

const words = (text: string) => text.split(" ");

describe("the commands in public recipes", () => {
  it("vLLM: one string for sh, with the model in a variable", () => {
    const script =
      "python3 -m dynamo.vllm --model $MODEL_PATH --served-model-name $SERVED_MODEL_NAME --tensor-parallel-size 4";
    const env = { MODEL_PATH: "RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic", SERVED_MODEL_NAME: "org/served" };
    expect(detect({ command: ["/bin/sh", "-c"], args: [script], env })).toMatchObject({
      startsEngine: true,
      isKnownEngine: true,
      models: [{ kind: "hub", id: "RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic", flag: "--model" }],
    });
  });

  it("SGLang: the program in command, its arguments in args", () => {
    const args = words("--model-path deepseek-ai/DeepSeek-R1 --tp 16 --trust-remote-code");
    expect(modelsOf({ command: ["python3", "-m", "dynamo.sglang"], args })).toEqual(["deepseek-ai/DeepSeek-R1"]);
  });

  it("TensorRT-LLM: a multi-line script, the model on a volume", () => {
    const script =
      'set -e\nexec python3 -m dynamo.trtllm \\\n  --model-path "${MODEL_PATH}" \\\n  --max-batch-size 4\n';
    const env = { MODEL_PATH: "/opt/models/hub/models--a--b/snapshots/0123" };
    expect(modelsOfScript(script, { env })).toEqual(["local /opt/models/hub/models--a--b/snapshots/0123"]);
  });

  it("vLLM: line continuations and JSON in single quotes", () => {
    const script = `exec python3 -m dynamo.vllm \\\n  --model /model-cache/deepseek-r1 \\\n  --eplb-config '{"window_size":"1000"}'`;
    expect(modelsOfScript(script)).toEqual(["local /model-cache/deepseek-r1"]);
  });

  it("vLLM, multinode: the leader's shell in a shell", () => {
    const script = `ray start --head --port=6379 && sh -c 'exec python3 -m dynamo.vllm --model "org/big" --tp 16'`;
    expect(modelsOf({ command: ["/bin/sh", "-c"], args: [script] })).toEqual(["org/big"]);
  });

  it("vLLM, multinode: a Ray worker names nothing", () => {
    const command = ["/bin/sh", "-c", "ray start --address=$LWS_LEADER_ADDRESS:6379 --block"];
    expect(detect({ command })).toMatchObject({
      startsEngine: false,
      isKnownEngine: false,
      models: [],
      multinode: "rank",
    });
  });

  it("vLLM: a draft model in an argument of JSON", () => {
    const draft = '{"method":"eagle","model":"org/draft","num_speculative_tokens":3}';
    const args = ["--model", "org/big", "--speculative-config", draft];
    expect(detect({ command: ["python3", "-m", "dynamo.vllm"], args }).models).toEqual([
      { kind: "hub", id: "org/big", flag: "--model" },
      { kind: "hub", id: "org/draft", flag: "--speculative-config" },
    ]);
  });

  it("TensorRT-LLM: a draft model in the overrides", () => {
    const overrides = '{"speculative_config":{"speculative_model_dir":"org/draft"}}';
    const args = ["--model", "X", "--override-engine-args", overrides];
    expect(modelsOf({ command: ["python3", "-m", "dynamo.trtllm"], args })).toEqual(["X", "org/draft"]);
  });

  it("mocker: an engine without weights", () => {
    const command = words("python3 -m dynamo.mocker --model-path org/x --model-name org/y");
    expect(detect({ command })).toMatchObject({ startsEngine: true, needsNoWeights: true, models: [] });
  });

  it("vLLM's own server: the model has no flag", () => {
    expect(detect({ command: words("vllm serve Qwen/Qwen3-0.6B --port 8000") }).models).toEqual([
      { kind: "hub", id: "Qwen/Qwen3-0.6B", flag: "vllm serve" },
    ]);
  });

  it("TensorRT-LLM behind mpirun and a shell", () => {
    const script =
      "mpirun --allow-run-as-root --oversubscribe -n 8 bash -c 'source /env.sh && exec trtllm-llmapi-launch python3 -m dynamo.trtllm --model-path nvidia/DeepSeek-R1-FP4'";
    expect(modelsOfScript(script)).toEqual(["nvidia/DeepSeek-R1-FP4"]);
  });
});

describe("an engine is found", () => {
  it.each([
    "python3 -m dynamo.vllm --model a/b",
    "python -m dynamo.vllm --model a/b",
    "/usr/bin/python3.12 -u -m dynamo.vllm --model a/b",
    "python3 -um dynamo.vllm --model a/b",
    "python3 -mdynamo.vllm --model a/b",
    "python3 -m vllm.entrypoints.openai.api_server --model a/b",
    "python3 -m vllm.entrypoints.cli.main serve a/b",
    "python3 -m sglang.launch_server --model-path a/b",
    "python3 -m tensorrt_llm.commands.serve a/b",
    "python3 -m tensorrt_llm.commands.serve serve a/b",
    "vllm serve a/b",
    "/opt/venv/bin/vllm serve a/b",
    "python3 /opt/venv/bin/vllm serve a/b",
    "sglang serve --model-path a/b",
    "trtllm-serve a/b",
    "trtllm-serve serve a/b --backend pytorch",
    "trtllm-serve mm_embedding_serve a/b",
    "mpirun -n 8 --allow-run-as-root trtllm-llmapi-launch trtllm-serve a/b",
    "env A=b vllm serve a/b",
    "nohup vllm serve a/b",
    "timeout -k 5 10 vllm serve a/b",
    "numactl --cpunodebind=0 --membind=0 vllm serve a/b",
    "nsys profile -o out --trace=cuda python3 -m dynamo.vllm --model a/b",
    "tini -- vllm serve a/b",
    "/sbin/tini -g -- vllm serve a/b",
    "torchrun --nproc-per-node 8 -m dynamo.sglang --model-path a/b",
    "opentelemetry-instrument vllm serve a/b",
    "bash /entrypoint.sh vllm serve a/b",
    "vllm-rs serve a/b",
    "tokenspeed serve a/b",
    "ts serve a/b",
    "python3 -m dynamo.tokenspeed a/b",
    "python3 -m dynamo.tokenspeed --model a/b",
    "python3 -m tensorrt_llm.commands.serve mm_embedding_serve a/b",
  ])("in %s", (command) => {
    expect(detect({ command: words(command) })).toMatchObject({
      startsEngine: true,
      isKnownEngine: true,
      models: [{ kind: "hub", id: "a/b" }],
    });
  });

  it.each([
    "exec vllm serve a/b",
    "exec -a name vllm serve a/b",
    'exec "$(command -v vllm)" serve a/b',
    "$VLLM serve a/b",
    '"$PYTHON" -m dynamo.vllm --model a/b',
    "HF_TOKEN=$(cat /token) vllm serve a/b",
    "time vllm serve a/b",
    "! vllm serve a/b",
    "eval vllm serve a/b",
    "eval 'vllm serve' a/b",
  ])("in the script %s", (script) => {
    expect(modelsOfScript(script)).toEqual(["a/b"]);
  });
});

describe("no engine is found", () => {
  it.each([
    "echo vllm serve a/b",
    "/bin/echo python3 -m dynamo.vllm --model a/b",
    "printf 'vllm serve %s' a/b",
    ": vllm serve a/b",
    "test vllm serve a/b",
    "[ vllm serve a/b ]",
    "[[ vllm serve == a/b ]]",
    "pip install vllm serve --model a/b",
    "which vllm serve a/b",
    "command -v vllm serve a/b",
    "type vllm serve a/b",
    "grep -r vllm serve --model a/b",
    "cat vllm serve a/b",
    "export X='vllm serve a/b'",
    "X='vllm serve a/b'",
    "# vllm serve a/b",
    "X=$(vllm --version)",
    "cat <<EOF\nvllm serve a/b\nEOF",
    "trap - TERM; echo bash -c 'vllm serve a/b'",
    "huggingface-cli download a/b --model a/b",
    "hf download --model a/b",
    "python3 -m genai_perf.main --model a/b",
    "aiperf profile --model a/b",
    "timeout 10 aiperf profile --model a/b",
    "vllm bench serve --model a/b",
    "python3 -m sglang.bench_serving --model a/b",
    "curl --model a/b",
    "ray start --address=10.0.0.1:6379 --block",
    "python3 -m dynamo.frontend --model-path a/b --model-name c/d",
    "trtllm-serve disaggregated -c /config.yaml",
    "sleep infinity",
    "exec > >(tee /log) 2>&1; env; A=b exec; sleep 1",
    "",
  ])("in the script %s", (script) => {
    expect(detect({ command: ["sh", "-c", script] })).toMatchObject({
      startsEngine: false,
      isKnownEngine: false,
      models: [],
    });
  });

  it("in a container without command and args", () => {
    expect(detect({})).toMatchObject({ startsEngine: false, isKnownEngine: false, models: [] });
  });
});

describe("commands that need only a tokenizer", () => {
  it.each([
    "python3 -m dynamo.mocker --model-path a/b",
    "python3 -m dynamo.thunderagent_router --model-path a/b",
    "python3 -m dynamo.squeeze_evolve --model-path a/b",
    "python3 -m dynamo.vllm.sidecar --model a/b",
    "dynamo-vllm-sidecar --model a/b",
    "python3 -m dynamo.vllm --multimodal-processor --model a/b",
    "python3 -m dynamo.sglang --model-path a/b --load-format dummy",
  ])("loads no weights: %s", (command) => {
    expect(detect({ command: words(command) })).toMatchObject({ startsEngine: true, needsNoWeights: true, models: [] });
  });
});

describe("a model in Dynamo's variables", () => {
  const command = ["python3", "-m", "dynamo.trtllm"];
  it("counts like its flag", () => {
    expect(modelsOf({ command, env: { DYN_TRTLLM_MODEL: "a/b" } })).toEqual(["a/b"]);
  });

  it("gives way to the flag", () => {
    expect(modelsOf({ command, args: ["--model", "c/d"], env: { DYN_TRTLLM_MODEL: "a/b" } })).toEqual(["c/d"]);
  });

  it("is unknown if it comes from elsewhere", () => {
    expect(modelsOf({ command, valueFrom: ["DYN_TRTLLM_MODEL"] })).toEqual(["? …"]);
  });

  it("may be exported by the script", () => {
    expect(modelsOfScript("export DYN_TRTLLM_MODEL=a/b; exec python3 -m dynamo.trtllm")).toEqual(["a/b"]);
  });

  it("is not another engine's", () => {
    expect(modelsOf({ command: ["python3", "-m", "dynamo.vllm"], env: { DYN_TRTLLM_MODEL: "a/b" } })).toEqual([]);
  });

  it("may be a draft in the overrides", () => {
    const env = { DYN_TRTLLM_OVERRIDE_ENGINE_ARGS: '{"speculative_config":{"speculative_model_dir":"c/d"}}' };
    expect(modelsOf({ command, args: ["--model", "a/b"], env })).toEqual(["c/d", "a/b"]);
  });
});

describe("any other program", () => {
  it("counts if given a model", () => {
    expect(detect({ command: words("python3 my_worker.py --model org/x") })).toEqual({
      startsEngine: true,
      isKnownEngine: false,
      models: [{ kind: "hub", id: "org/x", flag: "--model" }],
      staysOnline: [{ word: "python3", why: "program" }],
    });
  });

  it("counts if only args are passed to the image's entrypoint", () => {
    expect(detect({ args: words("--model org/x --tokenizer org/t") })).toMatchObject({
      isKnownEngine: false,
      models: [{ id: "org/x" }, { id: "org/t" }],
    });
  });

  it("does not count beside a known engine", () => {
    expect(modelsOfScript("python3 sidekick.py --model org/x & vllm serve org/y")).toEqual(["org/y"]);
  });

  it("is the engine, if the image's entrypoint is given `serve`", () => {
    expect(detect({ args: words("serve org/x") })).toMatchObject({ isKnownEngine: true, models: [{ id: "org/x" }] });
  });

  it("is not read as a shell without one", () => {
    expect(modelsOf({ args: ["--model", "org/x && vllm serve org/y"] })).toEqual(["? org/x && vllm serve org/y"]);
  });
});

describe("a command that comes from elsewhere is unknown", () => {
  it.each([
    ["a script", { command: ["sh", "-c", "$(SCRIPT)"] }, ["? sh -c …"]],
    ["a variable", { command: ["sh", "-c", "exec $COMMAND"] }, ["? sh -c exec $COMMAND"]],
    ["an evaluated one", { command: ["sh", "-c", 'eval "$COMMAND"'] }, ['? sh -c eval "$COMMAND"']],
    ["the arguments of an engine", { command: ["sh", "-c", "vllm serve $ARGS"] }, ["? sh -c vllm serve $ARGS"]],
    ["but not the image's own", {}, []],
    ["nor a router's arguments", { command: ["sh", "-c", "python3 -m dynamo.frontend $ARGS"] }, []],
  ])("%s", (_, spec, models) => {
    expect(modelsOf(spec)).toEqual(models);
    expect(detect(spec).startsEngine).toBe(models.some((model) => model.includes("vllm")));
  });
});

describe("the load format", () => {
  it.each(["modelexpress", "mx", "gms", "auto"])("%s is reported, along with the models", (format) => {
    const command = words(`python3 -m dynamo.vllm --model a/b --load-format ${format}`);
    expect(detect({ command })).toMatchObject({ models: [{ id: "a/b" }], loadFormat: format });
  });

  it("dummy means no weights", () => {
    const command = words("python3 -m dynamo.vllm --model a/b --load_format=dummy --tokenizer c/d");
    expect(detect({ command })).toMatchObject({ startsEngine: true, needsNoWeights: true, models: [] });
  });

  it("is not reported if unknown", () => {
    expect(detect({ command: words("vllm serve a/b --load-format $F") })).not.toHaveProperty("loadFormat", "");
    expect(detect({ command: ["sh", "-c", "vllm serve a/b --load-format $F"] })).not.toHaveProperty("loadFormat");
  });

  it("is not reported if two engines differ", () => {
    const detection = detect({ command: ["sh", "-c", "vllm serve a/b --load-format dummy & vllm serve c/d"] });
    expect(detection.models.map((model) => "id" in model && model.id)).toEqual(["c/d"]);
    expect(detection).not.toHaveProperty("loadFormat");
  });
});
