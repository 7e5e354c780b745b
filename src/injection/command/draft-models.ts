import { isKnown, UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import { isObject, type JsonObject, type JsonValue, member, parseJson } from "../../kubernetes/json.ts";
import type { ValuedFlag } from "./flags.ts";
import { classifyModel, type ModelReference, unknownModel } from "./model-reference.ts";

/** Keys of vLLM (`model`), its older versions (`speculative_model`) and TensorRT-LLM (`speculative_model_dir`). */
export const DRAFT_KEYS = ["model", "speculative_model", "speculative_model_dir"];
/** Speculation methods without a draft model (`SpeculativeConfig` in vLLM). */
const MODELLESS = new Set(["ngram", "[ngram]", "suffix"]);

/** Lists the draft models in the JSON of `--speculative-config`. */
export function speculativeConfigModels(flag: ValuedFlag): readonly ModelReference[] {
  const config = parseSettings(flag.value);
  return config === undefined ? [unknownModel(flag.value, flag.name)] : modelsIn(config, flag.name);
}

/**
 * Lists the models in the JSON of `--override-engine-args`: drafts, and a `model` that overrides the command line's.
 */
export function overrideModels(flag: ValuedFlag): readonly ModelReference[] {
  const overrides = parseSettings(flag.value);
  if (overrides === undefined) return [unknownModel(flag.value, flag.name)];
  const speculative = member(overrides, "speculative_config");
  return [
    ...modelsIn(overrides, flag.name),
    ...(isObject(speculative) ? modelsIn(speculative, flag.name) : unknownIfText(speculative, flag.name)),
  ];
}

/** Whether a draft "model" is the name of a method without a model. */
export function isModelless(model: JsonValue | undefined): boolean {
  return typeof model === "string" && MODELLESS.has(model);
}

function modelsIn(config: JsonObject, flag: string): readonly ModelReference[] {
  if (isModelless(member(config, "method"))) return [];
  const revision = member(config, "revision");
  return DRAFT_KEYS.map((key) => member(config, key))
    .filter((model) => model !== undefined && !isModelless(model))
    .map((model) => {
      if (typeof model !== "string") return unknownModel(typeof model === "object" ? "an object" : String(model), flag);
      return classifyModel(model, revision === undefined ? undefined : String(revision), flag);
    });
}

function unknownIfText(value: JsonValue | undefined, flag: string): readonly ModelReference[] {
  return typeof value === "string" ? [unknownModel(value, flag)] : [];
}

/** Longer than any real configuration. Parsing more would take too long. */
const MOST_TEXT = 256 * 1024;

/**
 * Parses JSON settings. An unknown part outside of a string stands for a value, mostly a number, that names no model.
 */
export function parseSettings(text: string): JsonObject | undefined {
  if (text.length > MOST_TEXT) return undefined;
  return parseObject(text) ?? (isKnown(text) ? undefined : parseObject(withoutUnknownValues(text)));
}

/** Treats an unterminated string as extending to the end of the text, to stay linear. */
function withoutUnknownValues(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*(?:"|\\?$)|\uE000/gs, (part) => (part === UNKNOWN ? "null" : part));
}

function parseObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}
