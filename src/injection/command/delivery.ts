import type { Engine } from "./engine.ts";
import { classOfFlag } from "./flag-classes.ts";
import { type Flag, lastFlag } from "./flags.ts";

/**
 * What Model Express can deliver of a repository: only the files at its root (ai-dynamo/modelexpress#108). `folders`:
 * the weights are at the root, but modules may be in folders (sentence encoders). `none`: the weights are in folders.
 */
export interface Delivery {
  readonly kind: "folders" | "none";
  /** The module or flag that determines it. */
  readonly word: string;
}

/** Determines from an engine's module and flags what is delivered; `undefined` if everything is. */
export function decideDelivery({ kind, name }: Engine, flags: readonly Flag[]): Delivery | undefined {
  if (kind === "pipeline") return { kind: "none", word: name };
  const pipeline = flags.find((flag) => classOfFlag(flag.name) === "pipeline" && isPipeline(flag));
  if (pipeline !== undefined) return { kind: "none", word: pipeline.name };
  const pooling = flags.find((flag) => classOfFlag(flag.name) === "pooling" && isPooling(flag));
  const parted = pooling ?? findDraftInFolder(flags);
  return parted && { kind: "folders", word: parted.name };
}

const DRAFT = new Set(["--speculative-draft-model-path", "--speculative-draft-model"]);

/** SGLang's method whose draft may be in the folder `dspark` of the model (`speculative_hook.py`, 0.5.23). */
function findDraftInFolder(flags: readonly Flag[]): { readonly name: string } | undefined {
  const method = lastFlag(flags, new Set(["--speculative-algorithm"]));
  const isSeparate = lastFlag(flags, DRAFT) !== undefined;
  return method?.value.toLowerCase() === "dspark" && !isSeparate ? method : undefined;
}

const VALUED = new Set(["--modality", "--output-modalities", "--model-type"]);
/** Values of these flags for a language model, including one with image input, or for what the engine finds itself. */
const LANGUAGE = new Set(["text", "multimodal", "nop", "llm", "auto"]);

function isPipeline({ name, values }: Flag): boolean {
  return !VALUED.has(name) || values.some((value) => !LANGUAGE.has(value));
}

/** Values of `--task`, `--runner` and `--convert` for which vLLM does not pool. */
const GENERATING = new Set(["generate", "auto", "none", "draft", "transcription"]);
const CHOICES = new Set(["--task", "--runner", "--convert"]);

function isPooling({ name, values }: Flag): boolean {
  return !CHOICES.has(name) || values.some((value) => !GENERATING.has(value));
}
