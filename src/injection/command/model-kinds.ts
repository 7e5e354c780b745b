import { type Cause, safeWord } from "./cause.ts";
import type { Delivery } from "./delivery.ts";
import type { ModelReference } from "./model-reference.ts";

/** Sentence encoders and rerankers. vLLM finds by itself that a model pools, and reads `1_Pooling/config.json`. */
const ENCODER =
  /embed|encoder|rerank|retriev|sentence|bert|minilm|mpnet|splade|simcse|labse|col(?:pali|qwen)|(?:^|[-_./])(?:bge|e5|gte|stella|instructor)(?:[-_.]|$)/;
/**
 * Pipelines for images and videos. `sglang serve` (0.5.23, `multimodal_gen`) and `trtllm-serve` find by themselves
 * that a repository is one. The names are of SGLang's own registry.
 */
const PIPELINE =
  /diffus|image|video|flux|kandinsky|cosmos|ideogram|hunyuan(?:3d|video)|(?:^|[-_./\d])(?:[it]2[iv]|ti2v|wan\d|ltx|sana|sdxl|sd3|anima|krea|helios|h3)(?:[-_.]|\d|$)/;
/**
 * Models with a part in a folder: audio tokenizers (`mimo_audio.py` of SGLang 0.5.23, `kimi_audio.py` and
 * `funaudiochat.py` of vLLM 0.33.0), a vision tower (`yivl.py` of SGLang), GGUF files, which are often in folders, and
 * which SGLang finds by a question to the hub (`resolve_hf_gguf_reference`).
 */
const WITH_PARTS = /audio|speech|voice|omni|gguf|yi-vl|(?:^|[-_./])tts(?:[-_.]|\d|$)/;
/**
 * Models whose configuration names other repositories, which engines load without remote code: `ultravox.py` of vLLM,
 * `llava.py` and `llavavid.py` of SGLang.
 */
const COMPOSITE = /ultravox|^(?!llava-hf\/).*llava/;

/**
 * A model whose name is of a kind with folders in its repository. A name proves nothing, so it is pulled, and its
 * container only stays online.
 */
export function findFoldersByName(models: readonly ModelReference[]): Delivery | undefined {
  const name = findName(models, [ENCODER, PIPELINE, WITH_PARTS]);
  return name === undefined ? undefined : { kind: "folders", word: name };
}

/** Models whose names are of a kind that loads other repositories, too. */
export function causesInNames(models: readonly ModelReference[]): readonly Cause[] {
  const name = findName(models, [COMPOSITE]);
  return name === undefined ? [] : [{ word: name, why: "part" }];
}

/** More than the flags of an engine name. Further ones are adapters, which keep it online by themselves. */
const MOST = 16;

function findName(models: readonly ModelReference[], patterns: readonly RegExp[]): string | undefined {
  const ids = models.slice(0, MOST).flatMap((model) => (model.kind === "hub" ? [model.id] : []));
  const id = ids.find((one) => patterns.some((pattern) => pattern.test(one.toLowerCase())));
  return id === undefined ? undefined : safeWord(id.slice(id.indexOf("/") + 1));
}
