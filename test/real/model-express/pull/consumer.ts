import { spawn } from "node:child_process";
import { once } from "node:events";
import { collectOutput } from "../collect-output.ts";
import { commandAs, type Identity } from "./identity.ts";

/** What a program in the serving container said, and how it ended. */
export interface Answer {
  readonly exitCode: number | null;
  readonly output: string;
}

// Reads every weight file as a loader would: the header says how long it must be.
const LOAD = `
import json, os, sys
from huggingface_hub import snapshot_download
folder = snapshot_download(sys.argv[1], revision=sys.argv[2] or None)
names = sorted(n for n in os.listdir(folder) if n.endswith(".safetensors"))
assert names, "no weights"
if os.path.exists(os.path.join(folder, "modules.json")):
    for module in json.load(open(os.path.join(folder, "modules.json")))[1:]:
        json.load(open(os.path.join(folder, module["path"], "config.json")))
for name in names:
    path = os.path.join(folder, name)
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    end = max(tensor["data_offsets"][1] for tensor in header.values())
    assert os.path.getsize(path) == 8 + length + end, "truncated " + name
print("LOADED", os.path.basename(folder), len(names), json.load(open(os.path.join(folder, "config.json")))["seed"])
`;

// As a chat completion needs it: nothing but what turns text into tokens.
const TOKENIZER = `
import json, os, sys
from huggingface_hub import hf_hub_download
files = [hf_hub_download(sys.argv[1], name) for name in ("config.json", "tokenizer.json", "tokenizer_config.json")]
print("TOKENIZER", os.path.basename(os.path.dirname(files[0])), *(json.load(open(file))["seed"] for file in files))
`;

// As remote code would: transformers makes the directory of modules before it copies code there.
const TRANSFORMERS = `
import sys
from transformers import AutoTokenizer
from transformers.dynamic_module_utils import init_hf_modules
from transformers.utils.hub import HF_MODULES_CACHE
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
init_hf_modules()
print("TOKENIZER", type(tokenizer).__name__, "MODULES", HF_MODULES_CACHE)
`;

const FETCH = `
import asyncio, sys
from dynamo.llm import fetch_model
async def main(): print("FOUND", await fetch_model(sys.argv[1], ignore_weights=sys.argv[2] == "ignore weights"))
asyncio.run(main())
`;

export interface Question {
  readonly python: string;
  readonly env: Readonly<Record<string, string>>;
  readonly model: string;
  readonly revision?: string;
  /** Needs root, and an interpreter that this user can reach. */
  readonly identity?: Identity;
}

/** The real Hugging Face client finds the snapshot by the name of its revision and reads all its weights. */
export function loadWithHuggingFace(question: Question): Promise<Answer> {
  return ask(question, LOAD);
}

/** The real Hugging Face client finds the files that a frontend reads. */
export function readTokenizerWithHuggingFace(question: Question): Promise<Answer> {
  return ask(question, TOKENIZER);
}

/** The real transformers builds the tokenizer, and its directory for code of models. */
export function loadTokenizerWithTransformers(question: Question): Promise<Answer> {
  return ask(question, TRANSFORMERS);
}

/** Dynamo's own look-up, as a worker runs it at its start. */
export function fetchWithDynamo(question: Question): Promise<Answer> {
  return ask(question, FETCH);
}

/** The same, as a frontend runs it when a worker has registered. */
export function fetchForFrontendWithDynamo(question: Question): Promise<Answer> {
  return ask(question, FETCH, "ignore weights");
}

async function ask(question: Question, program: string, option = question.revision ?? ""): Promise<Answer> {
  const { python, env, model, identity } = question;
  const [command = "", ...words] = [...(identity ? commandAs(identity) : []), python, "-c", program, model, option];
  const child = spawn(command, words, { cwd: "/", env: identity ? { PATH: process.env["PATH"], ...env } : env });
  const output = collectOutput(child);
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, output: output() };
}
