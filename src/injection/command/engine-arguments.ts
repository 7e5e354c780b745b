import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import type { Engine } from "./engine.ts";
import { SGLANG } from "./engines/sglang.ts";
import { TRTLLM } from "./engines/trtllm.ts";
import { VLLM } from "./engines/vllm.ts";
import { isFlag } from "./flags.ts";
import type { StartedCommand, WrittenWord } from "./simple-commands.ts";

/** The program whose argument syntax an engine has. */
export type Loader = "vllm" | "sglang" | "trtllm" | "trtllm-serve" | "other";

/** `vllm-rs`, and a program with an unknown name, have arguments like vLLM's but are other programs. */
export function chooseLoader({ name, tables }: Pick<Engine, "name" | "tables">): Loader {
  if (name === "dynamo.trtllm" || name.startsWith("dynamo.trtllm.")) return "trtllm";
  if (name === "vllm-rs serve" || name === "serve") return "other";
  if (tables.includes(TRTLLM)) return "trtllm-serve";
  if (tables.includes(VLLM)) return "vllm";
  return tables.includes(SGLANG) ? "sglang" : "other";
}

/**
 * The word after which more arguments can be inserted: the one that names the engine; for `vllm serve MODEL` the
 * model, because vLLM expects it there (`_pull_args_from_config` in `argparse_utils.py`). `undefined` if the word is
 * not literal, or if the next words are unknown.
 */
export function findAnchor(engine: Engine, { words, written }: StartedCommand): WrittenWord | undefined {
  const first = words.length - engine.args.length;
  const name = written[first - 1];
  const start = written[engine.start];
  if (!isPlain(name) || !isPlain(start)) return undefined;
  const [model] = engine.args;
  if (!engine.takesPositional || model === undefined || (isKnown(model) && isFlag(model))) return name;
  return written[first]?.end === undefined ? undefined : written[first];
}

function isPlain(word: WrittenWord | undefined): boolean {
  return word?.isPlain === true && word.end !== undefined;
}
