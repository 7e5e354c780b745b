import { lastFlag } from "../command/flags.ts";
import type { ModelReference } from "../command/model-reference.ts";
import type { StartedEngine } from "../command/started-engine.ts";

/**
 * Why the engine needs a loader that our load format would replace, as a clause; `undefined` if it reads common
 * checkpoints. From the sources of vLLM 0.9 to 0.33 (`engine/arg_utils.py`) and SGLang 0.5.23
 * (`arg_groups/model_path_hook.py`, `model_loader/loader.py`), which choose these loaders for `--load-format auto` only.
 */
export function findOwnLoader(engine: Pick<StartedEngine, "loader" | "flags" | "models">): string | undefined {
  const method = lastFlag(engine.flags, QUANTIZATION)?.value;
  if (method !== undefined && SPECIAL_METHODS.has(method)) return `--quantization ${method} needs a loader of its own`;
  if (engine.models.some(isGguf)) return "GGUF files need a loader of their own";
  return engine.loader === "sglang" ? findLoaderOfSglang(engine, method) : undefined;
}

const QUANTIZATION = new Set(["--quantization", "-q"]);
const SPECIAL_METHODS = new Set(["gguf", "bitsandbytes"]);
/** Quantized while they are loaded, by loaders that `remote_instance` bypasses. */
const SGLANG_METHODS = /^(?:modelopt|auto-round)/;
/** Checkpoints in Mistral's own format, by a part of the name. */
const MISTRAL_NATIVE = /mistral-large-3|mistral-small-4|leanstral/i;
const DRAFT = new Set(["--speculative-algorithm", "--speculative-draft-model-path", "--speculative-draft-model"]);
const DRAFT_FORMAT = new Set(["--speculative-draft-load-format"]);
/** They draft without a model. */
const WITHOUT_MODEL = new Set(["NGRAM", "SUFFIX", "NONE"]);

function findLoaderOfSglang(
  { flags, models }: Pick<StartedEngine, "flags" | "models">,
  method: string | undefined,
): string | undefined {
  if (method !== undefined && SGLANG_METHODS.test(method)) return `--quantization ${method} needs a loader of its own`;
  const modelopt = flags.find(({ name }) => name.startsWith("--modelopt-"));
  if (modelopt !== undefined) return `${modelopt.name} needs a loader of its own`;
  if (models.some((model) => MISTRAL_NATIVE.test(nameModel(model)))) return "it is in Mistral's own format";
  const draft = lastFlag(flags, DRAFT)?.value;
  const isDrafting = draft !== undefined && !WITHOUT_MODEL.has(draft.toUpperCase());
  if (!isDrafting || lastFlag(flags, DRAFT_FORMAT) !== undefined) return undefined;
  return "its draft model would be loaded in the same way, which Model Express's loader does not expect";
}

function isGguf(model: ModelReference): boolean {
  return /\.gguf$/i.test(nameModel(model));
}

function nameModel(model: ModelReference): string {
  if (model.kind === "hub") return model.id;
  if (model.kind === "local" || model.kind === "relative") return model.path;
  return model.kind === "uri" ? model.uri : model.text;
}
