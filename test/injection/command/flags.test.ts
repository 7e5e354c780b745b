// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.

import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import { describe, expect, it } from "vitest";
import { modelsOf } from "./detect.ts";

const vllm = (...args: string[]) => modelsOf({ command: ["python3", "-m", "dynamo.vllm"], args });
const serve = (...args: string[]) => modelsOf({ command: ["vllm", "serve"], args });

describe("a flag", () => {
  it.each([
    ["has its value behind it", ["--model", "a/b"], ["a/b"]],
    ["has its value in it", ["--model=a/b"], ["a/b"]],
    ["may be written with underscores", ["--model_path", "a_b/c_d"], ["a_b/c_d"]],
    ["may be written with underscores and its value in it", ["--model_path=a_b/c_d"], ["a_b/c_d"]],
    ["wins when it comes last", ["--model", "a/b", "--model-path", "c/d", "--model=e/f"], ["e/f"]],
    ["takes no value that begins with a dash", ["--model", "--port", "80"], []],
    ["without a value leaves the earlier one", ["--model", "a/b", "--model"], ["a/b"]],
    ["with an empty value is unknown", ["--model", ""], ["? "]],
    ["with an empty value in it is unknown", ["--model="], ["? "]],
    ["that is longer is another", ["--model-config", "a/b", "--models", "c/d"], []],
    ["for the served name is never read", ["--served-model-name", "a/b", "--model-name", "c/d"], []],
    ["for the served name is never read with underscores", ["--served_model_name=a/b", "--model_name", "c/d"], []],
    ["is not expanded without a shell", ["--model", "${MODEL}"], ["? ${MODEL}"]],
    ["that names a file hides the model", ["--config", "/etc/x.yaml"], ["? /etc/x.yaml"]],
    ["that names a file may hide more beside a model", ["--config", "/x.yaml", "--model", "a/b"], ["? /x.yaml", "a/b"]],
  ])("%s", (_, args, models) => {
    expect(vllm(...args)).toEqual(models);
  });
});

describe("a revision", () => {
  it.each([
    ["belongs to the model", ["--model", "a/b", "--revision", "v1"], ["a/b@v1"]],
    ["may come first", ["--revision=v1", "--model", "a/b"], ["a/b@v1"]],
    [
      "of the tokenizer belongs to it",
      ["--model", "a/b", "--tokenizer", "c/d", "--tokenizer-revision", "t1"],
      ["a/b", "c/d@t1"],
    ],
    [
      // `tokenizer_revision` in vllm 0.9 to 0.33 (`ModelConfig`), `get_tokenizer` in sglang 0.5.
      "of the model is the tokenizer's too",
      ["--model", "a/b", "--tokenizer-path", "c/d", "--revision", "v1"],
      ["a/b@v1", "c/d@v1"],
    ],
    [
      "of the model is that of another configuration",
      ["--model", "a/b", "--hf-config-path", "c/d", "--revision", "v1"],
      ["a/b@v1", "c/d@v1"],
    ],
    ["that is unknown makes the model unknown", ["--model", "a/b", "--revision", UNKNOWN], ["? a/b@…"]],
    ["that climbs makes the model unknown", ["--model", "a/b", "--revision", "../x"], ["? a/b@../x"]],
    [
      "of a draft belongs to it",
      ["--model", "a/b", "--speculative-draft-model-path", "c/d", "--speculative-draft-model-revision", "d1"],
      ["a/b", "c/d@d1"],
    ],
  ])("%s", (_, args, models) => {
    expect(vllm(...args)).toEqual(models);
  });
});

it("dynamo.trtllm has a revision for pipelines only", () => {
  const args = ["--model", "a/b", "--revision", "v1"];
  expect(modelsOf({ command: ["python3", "-m", "dynamo.trtllm"], args })).toEqual(["a/b"]);
});

describe("an adapter", () => {
  it.each([
    ["has a name", ["--lora-modules", "x=a/b"], ["a/b"]],
    ["may be one of many", ["--lora-modules", "x=a/b", "y=c/d", "--port", "80"], ["a/b", "c/d"]],
    ["may stand in JSON", ["--lora-modules", '{"name":"x","path":"a/b","base_model_name":"e/f"}'], ["a/b"]],
    ["may stand in a list", ["--lora-modules", '[{"name":"x","path":"a/b"}]'], ["a/b"]],
    ["may have no name", ["--lora-paths", "a/b"], ["a/b"]],
    ["may stand in SGLang's JSON", ["--lora-paths", '{"lora_name":"x","lora_path":"a/b","pinned":true}'], ["a/b"]],
    ["may belong to a modality", ["--default-mm-loras", '{"audio":"a/b"}'], ["a/b"]],
    ["in a directory is not pulled", ["--lora-modules", "x=/tmp/a", "--lora-paths", "y=./b"], []],
    ["is unknown if it comes from elsewhere", ["--lora-modules", "x=$(A)"], ["? …"]],
    ["is unknown in broken JSON", ["--lora-modules", '{"path":'], ['? {"path":']],
  ])("%s", (_, args, models) => {
    expect(vllm(...args)).toEqual(models);
  });
});

describe("the model of `vllm serve`", () => {
  it.each([
    ["is the first word", ["a/b", "--port", "80"], ["a/b"]],
    ["wins over --model", ["a/b", "--model", "c/d"], ["a/b"]],
    ["has its revision", ["a/b", "--revision", "v1"], ["a/b@v1"]],
    ["may follow flags with values", ["--port", "80", "--host=::", "a/b"], ["a/b"]],
    ["may follow a switch", ["--trust-remote-code", "a/b"], ["a/b"]],
    ["may follow a switch with underscores", ["--enforce_eager", "a/b"], ["a/b"]],
    ["may follow --enable-…", ["--enable-prefix-caching", "a/b"], ["a/b"]],
    ["may follow --disable-…, --no-… and --headless", ["--disable-x", "--no-y", "--headless", "a/b"], ["a/b"]],
    ["may follow --flag=value", ["--port=80", "a/b"], ["a/b"]],
    ["may stand in a flag instead", ["--model", "a/b"], ["a/b"]],
    ["is unknown behind a flag that nobody knows", ["--frobnicate", "a/b"], ["? --frobnicate a/b"]],
    ["is none of many served names", ["--served-model-name", "a/b", "c/d", "--model", "e/f"], ["e/f"]],
    ["is not among served names", ["--served-model-name", "a/b", "c/d"], []],
    ["is in the file, if there is one", ["--config", "/x.yaml"], ["? /x.yaml"]],
    ["may be a path", ["/models/x"], ["local /models/x"]],
  ])("%s", (_, args, models) => {
    expect(serve(...args)).toEqual(models);
  });
});

describe("a draft model", () => {
  const eagle = '{"method":"eagle","model":"c/d"}';
  it.each([
    ["stands in --speculative-config", ["--model", "a/b", "--speculative-config", eagle], ["a/b", "c/d"]],
    ["stands in --speculative_config=", ["--model", "a/b", `--speculative_config=${eagle}`], ["a/b", "c/d"]],
    ["comes first if it is written first", ["--speculative-config", eagle, "--model", "a/b"], ["c/d", "a/b"]],
    ["has its revision", ["--speculative-config", '{"model":"c/d","revision":"r1"}'], ["c/d@r1"]],
    ["may be called speculative_model", ["--speculative-config", '{"speculative_model":"c/d"}'], ["c/d"]],
    ["may be dotted", ["--speculative-config.model", "c/d", "--speculative-config.revision=r1"], ["c/d@r1"]],
    ["is unknown in broken JSON", ["--speculative-config", "{model:c/d}"], ["? {model:c/d}"]],
    ["is unknown in a list", ["--speculative-config", '["c/d"]'], ['? ["c/d"]']],
    ["is unknown if it is no text", ["--speculative-config", '{"model":3}'], ["? 3"]],
    ["is unknown if it comes from elsewhere", ["--speculative-config=$(FROM_CONFIGMAP)"], ["? …"]],
    ["is known beside an unknown number", ["--speculative-config", '{"model":"c/d","n":$(N)}'], ["c/d"]],
    ["is unknown if a part of it is", ["--speculative-config", '{"model":"c/$(D)"}'], ["? c/…"]],
    ["is unknown, not null, if all of it is", ["--speculative-config", '{"model":"$(D)","n":$(N)}'], ["? …"]],
    ["may be absent", ["--speculative-config", '{"method":"mtp","model":null}'], []],
    ["is none with ngram", ["--speculative-config", '{"method":"ngram","model":"ngram"}'], []],
    ["is none as [ngram]", ["--speculative-config", '{"model":"[ngram]"}'], []],
    ["is none as [ngram] in its flag", ["--speculative-model", "[ngram]"], []],
    ["stands in its own flag", ["--speculative-draft-model-path", "c/d"], ["c/d"]],
    ["stands in the overrides", ["--override-engine-args", '{"speculative_config":{"model":"c/d"}}'], ["c/d"]],
    ["stands at the overrides' top", ["--override-engine-args", '{"speculative_model_dir":"c/d"}'], ["c/d"]],
    ["may be unknown in the overrides", ["--override-engine-args", "$(O)"], ["? …"]],
    ["is named once", ["--model", "a/b", "--speculative-config", '{"model":"a/b"}'], ["a/b"]],
  ])("%s", (_, args, models) => {
    expect(vllm(...args)).toEqual(models);
  });

  it("may be a model that the overrides replace", () => {
    expect(vllm("--model", "a/b", "--override-engine-args", '{"model":"c/d"}')).toEqual(["a/b", "c/d"]);
  });
});
