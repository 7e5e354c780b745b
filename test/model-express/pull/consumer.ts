import { spawn } from "node:child_process";
import { once } from "node:events";

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
for name in names:
    path = os.path.join(folder, name)
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    end = max(tensor["data_offsets"][1] for tensor in header.values())
    assert os.path.getsize(path) == 8 + length + end, "truncated " + name
print("LOADED", os.path.basename(folder), len(names), json.load(open(os.path.join(folder, "config.json")))["seed"])
`;

const FETCH = `
import asyncio, sys
from dynamo.llm import fetch_model
async def main(): print("FOUND", await fetch_model(sys.argv[1]))
asyncio.run(main())
`;

export interface Question {
  readonly python: string;
  readonly env: Readonly<Record<string, string>>;
  readonly model: string;
  readonly revision?: string;
}

/** The real Hugging Face client finds the snapshot by the name of its revision and reads all its weights. */
export function loadWithHuggingFace(question: Question): Promise<Answer> {
  return ask(question, LOAD);
}

/** Dynamo's own look-up, as a worker runs it at its start. */
export function fetchWithDynamo(question: Question): Promise<Answer> {
  return ask(question, FETCH);
}

async function ask({ python, env, model, revision = "" }: Question, program: string): Promise<Answer> {
  const child = spawn(python, ["-c", program, model, revision], { cwd: "/", env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, output };
}
