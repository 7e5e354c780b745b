import { safeWord } from "./cause.ts";
import type { Delivery } from "./delivery.ts";
import type { ModelReference } from "./model-reference.ts";

/**
 * Sentence encoders and rerankers. vLLM finds by itself that a model pools, and reads `1_Pooling/config.json`
 * (`get_pooling_config` in vllm 0.11).
 */
const ENCODER =
  /embed|encoder|rerank|retriev|sentence|bert|minilm|mpnet|splade|simcse|labse|col(?:pali|qwen)|(?:^|[-_./])(?:bge|e5|gte|stella|instructor)(?:[-_.]|$)/;
/**
 * Pipelines for images, videos and speech. `sglang serve` (0.5.23, `multimodal_gen`) and `trtllm-serve` find by
 * themselves that a repository is one. The names are of SGLang's own registry.
 */
const PIPELINE =
  /diffus|image|video|flux|kandinsky|cosmos|ideogram|hunyuan(?:3d|video)|(?:^|[-_./\d])(?:[it]2[iv]|ti2v|tts|wan\d|ltx|sana|sdxl|sd3|anima|krea|helios|h3)(?:[-_.]|\d|$)/;

/**
 * A model whose name is of a kind with folders in its repository. A name proves nothing, so it is pulled, and its
 * container only stays online.
 */
export function findFoldersByName(models: readonly ModelReference[]): Delivery | undefined {
  const id = models.flatMap((model) => (model.kind === "hub" ? [model.id] : [])).find(hasFolders);
  return id === undefined ? undefined : { kind: "folders", word: safeWord(id.slice(id.indexOf("/") + 1)) };
}

function hasFolders(id: string): boolean {
  const name = id.toLowerCase();
  return ENCODER.test(name) || PIPELINE.test(name);
}
