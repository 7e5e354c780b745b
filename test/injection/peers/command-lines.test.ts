import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { applied, argvOf, mutate, podWith } from "./switched.ts";

const VLLM = "--load-format modelexpress";
const SGLANG = "--load-format remote_instance --remote-instance-weight-loader-backend modelexpress";

interface Changes {
  readonly env?: readonly object[];
  readonly image?: string;
}

/** A pod with more variables, or another image. */
function change(pod: JsonObject, { env = [], image }: Changes): JsonObject {
  const spec = pod["spec"] as { readonly containers: readonly { readonly env: readonly object[] }[] };
  const containers = spec.containers.map((each) => ({
    ...each,
    ...(image === undefined ? {} : { image }),
    env: [...each.env, ...env],
  }));
  return { ...pod, spec: { ...spec, containers } } as JsonObject;
}

interface Result {
  readonly argv: readonly string[];
  /** Codes with details of the warnings about weights from peers. */
  readonly warnings: readonly string[];
}

function run(argv: readonly string[] | { readonly args: readonly string[] }, changes: Changes = {}): Result {
  const command = "args" in argv ? { command: undefined, args: argv.args } : { command: argv, args: undefined };
  const pod = change(podWith(command), changes);
  const mutation = mutate(pod);
  const { warnings } = mutation.decision;
  const peers = warnings.filter(({ code }) => code.startsWith("Peers")).map(({ code, detail }) => `${code} ${detail}`);
  return { argv: argvOf(applied(pod, mutation)), warnings: peers };
}

const words = (line: string): readonly string[] => line.split(" ");

describe("a list of words", () => {
  test.each([
    [
      "python3 -m dynamo.vllm --model org/m --is-prefill-worker",
      `python3 -m dynamo.vllm ${VLLM} --model org/m --is-prefill-worker`,
    ],
    ["python -m dynamo.vllm --model=org/m -tp 2", `python -m dynamo.vllm ${VLLM} --model=org/m -tp 2`],
    ["vllm serve org/m --port 8000", `vllm serve org/m ${VLLM} --port 8000`],
    ["vllm serve --model org/m", `vllm serve ${VLLM} --model org/m`],
    ["/opt/venv/bin/vllm serve org/m", `/opt/venv/bin/vllm serve org/m ${VLLM}`],
    ["env A=1 nice -n 5 vllm serve org/m", `env A=1 nice -n 5 vllm serve org/m ${VLLM}`],
    [
      "python3 -m vllm.entrypoints.openai.api_server --model org/m",
      `python3 -m vllm.entrypoints.openai.api_server ${VLLM} --model org/m`,
    ],
    [
      "python3 -m dynamo.vllm --model org/m --quantization fp8",
      `python3 -m dynamo.vllm ${VLLM} --model org/m --quantization fp8`,
    ],
    ["python3 -m dynamo.vllm --model /models/local", `python3 -m dynamo.vllm ${VLLM} --model /models/local`],
    [
      "python3 -m dynamo.sglang --model-path org/m --tp 8",
      `python3 -m dynamo.sglang ${SGLANG} --model-path org/m --tp 8`,
    ],
    ["sglang serve --model-path org/m", `sglang serve ${SGLANG} --model-path org/m`],
    ["python3 -m sglang.launch_server --model org/m", `python3 -m sglang.launch_server ${SGLANG} --model org/m`],
    [
      "python3 -m dynamo.sglang --model-path org/m --speculative-algorithm NGRAM",
      `python3 -m dynamo.sglang ${SGLANG} --model-path org/m --speculative-algorithm NGRAM`,
    ],
    [
      "python3 -m dynamo.sglang --model-path org/m --speculative-algorithm EAGLE --speculative-draft-model-path org/d --speculative-draft-load-format auto",
      `python3 -m dynamo.sglang ${SGLANG} --model-path org/m --speculative-algorithm EAGLE --speculative-draft-model-path org/d --speculative-draft-load-format auto`,
    ],
  ])("%s", (before, after) => {
    expect(run(words(before))).toEqual({ argv: words(after), warnings: [] });
  });
});

describe("a script", () => {
  test.each([
    ["exec python3 -m dynamo.vllm --model org/m", `exec python3 -m dynamo.vllm ${VLLM} --model org/m`],
    [
      "set -euo pipefail\nexport A=1\nvllm serve \\\n  org/m \\\n  --port 8000\n",
      `set -euo pipefail\nexport A=1\nvllm serve \\\n  org/m ${VLLM} \\\n  --port 8000\n`,
    ],
    [
      "python3 -m dynamo.frontend &\npython3 -m dynamo.vllm --model org/m",
      `python3 -m dynamo.frontend &\npython3 -m dynamo.vllm ${VLLM} --model org/m`,
    ],
    [
      "python3 -m dynamo.vllm --model org/m --is-prefill-worker &\nexec python3 -m dynamo.vllm --model org/m",
      `python3 -m dynamo.vllm ${VLLM} --model org/m --is-prefill-worker &\nexec python3 -m dynamo.vllm ${VLLM} --model org/m`,
    ],
    [
      "python3 -m dynamo.vllm --model org/a & python3 -m dynamo.sglang --model-path org/b; wait",
      `python3 -m dynamo.vllm ${VLLM} --model org/a & python3 -m dynamo.sglang ${SGLANG} --model-path org/b; wait`,
    ],
    ["bash <<'EOF'\nexec vllm serve org/m\nEOF\n", `bash <<'EOF'\nexec vllm serve org/m ${VLLM}\nEOF\n`],
    [
      'exec python3 -m dynamo.vllm --model "$MODEL" $ARGS',
      `exec python3 -m dynamo.vllm ${VLLM} --model "$MODEL" $ARGS`,
    ],
    [
      "ray start --head --port=6379 && python3 -m dynamo.vllm --model org/m --distributed-executor-backend ray",
      `ray start --head --port=6379 && python3 -m dynamo.vllm ${VLLM} --model org/m --distributed-executor-backend ray`,
    ],
    [
      "bash -lc 'source /opt/venv/bin/activate; exec sglang serve --model-path org/m'",
      `bash -lc 'source /opt/venv/bin/activate; exec sglang serve ${SGLANG} --model-path org/m'`,
    ],
  ])("%s", (before, after) => {
    const { argv, warnings } = run(["/bin/bash", "-c", before]);
    expect({ argv, warnings }).toEqual({ argv: ["/bin/bash", "-c", after], warnings: [] });
  });
});

describe("a command that stays as it is, with the cause", () => {
  test.each([
    ["python3 -m dynamo.vllm --model org/m --load-format=auto", "PeersUserFormat", "--load-format auto stays"],
    [
      "python3 -m dynamo.vllm --model org/m --load_format runai_streamer",
      "PeersUserFormat",
      "--load-format runai_streamer stays",
    ],
    ["python3 -m dynamo.vllm --model org/m --config /etc/vllm.yaml", "PeersNotSwitchedOn", "--config names a file"],
    [
      "python3 -m dynamo.sglang --model-path org/m --disagg-config /etc/d.yaml --disagg-config-key prefill",
      "PeersNotSwitchedOn",
      "--disagg-config names a file",
    ],
    [
      "python3 -m dynamo.sglang --model-path /models/m.Q4_K_M.gguf",
      "PeersNotSwitchedOn",
      "GGUF files need a loader of their own",
    ],
    ["python3 -m dynamo.vllm --model /models/m.gguf", "PeersNotSwitchedOn", "GGUF files need a loader of their own"],
    [
      "vllm serve org/m --quantization bitsandbytes",
      "PeersNotSwitchedOn",
      "--quantization bitsandbytes needs a loader of its own",
    ],
    ["vllm serve org/m -q gguf", "PeersNotSwitchedOn", "--quantization gguf needs a loader of its own"],
    [
      "sglang serve --model-path org/m --quantization modelopt_fp8",
      "PeersNotSwitchedOn",
      "--quantization modelopt_fp8 needs a loader of its own",
    ],
    [
      "sglang serve --model-path org/m --modelopt-quant fp8",
      "PeersNotSwitchedOn",
      "--modelopt-quant needs a loader of its own",
    ],
    [
      "sglang serve --model-path mistralai/Mistral-Large-3-675B-Instruct-2512",
      "PeersNotSwitchedOn",
      "it is in Mistral's own format",
    ],
    [
      "sglang serve --model-path org/m --speculative-algorithm EAGLE",
      "PeersNotSwitchedOn",
      "its draft model would be loaded in the same way",
    ],
    [
      "vllm serve s3://bucket/m",
      "PeersNotSwitchedOn",
      "the model of vllm serve is a URI, which the engine loads itself",
    ],
    ["trtllm-serve org/m", "PeersNotSwitchedOn", "trtllm-serve takes it from a file"],
  ])("%s", (line, code, cause) => {
    const { argv, warnings } = run(words(line));
    expect(argv).toEqual(words(line));
    expect(warnings).toEqual([expect.stringContaining(`${code} container main: ${cause}`)]);
  });

  test("a script that is written to a file first", () => {
    const argv = ["/bin/bash", "-c", "cat > /tmp/run.sh <<'EOF'\nvllm serve org/m\nEOF\nbash /tmp/run.sh"];
    const cause = "PeersNotSwitchedOn container main: vllm serve is not written as plain text in its command";
    expect(run(argv)).toEqual({ argv, warnings: [expect.stringContaining(cause)] });
  });

  test.each([
    "python3 -m dynamo.vllm --model org/m --load-format dummy",
    "python3 -m dynamo.mocker --model-path org/m",
    "python3 -m dynamo.frontend --router-mode kv",
  ])("%s needs no weights, and no warning", (line) => {
    expect(run(words(line))).toEqual({ argv: words(line), warnings: [] });
  });

  test.each([
    "vllm serve org/m --load-format modelexpress",
    "vllm serve org/m --load-format mx",
    `sglang serve --model-path org/m ${SGLANG}`,
  ])("%s loads from peers already", (line) => {
    expect(run(words(line))).toEqual({ argv: words(line), warnings: [] });
  });
});

describe("an image that starts its engine with its arguments", () => {
  const image = "nvcr.io/nvidia/ai-dynamo/vllm-runtime:1.3.0";

  test("gets the words at the end", () => {
    expect(run({ args: ["--model", "org/m"] }, { image }).argv).toEqual(["--model", "org/m", ...words(VLLM)]);
  });

  test.each([
    ["--model org/m --config /etc/vllm.yaml", [], "--config names a file"],
    ["--model org/m -q bitsandbytes", [], "--quantization bitsandbytes needs"],
    ["--model org/m", [{ name: "VLLM_PLUGINS", value: "other" }], "VLLM_PLUGINS leaves out"],
  ])("stays as it is where a command would: %s %j", (line, env, cause) => {
    const { argv, warnings } = run({ args: words(line) }, { image, env });
    expect(argv).toEqual(words(line));
    expect(warnings).toEqual([expect.stringContaining(`PeersNotSwitchedOn container main: ${cause}`)]);
  });
});
