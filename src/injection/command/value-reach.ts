import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kubernetes/json.ts";
import { parseSettings } from "./draft-models.ts";

/** Numbers with units, ranges, and lists of them. */
const NUMBER = /^[-+]?[\d.,:_]+(?:e[-+]?\d+)?\s?[kmgt]?i?b?$/i;
/** Literals that are not names. */
const PLAIN = /^(?:|true|false|yes|no|on|off|auto|none|null|default|all|enabled|disabled)$/i;

/** Whether a value can name a repository or a file. A plain word can: `gpt2` is a repository. */
export function canName(value: string): boolean {
  return !NUMBER.test(value) && !PLAIN.test(value);
}

/** Modules of the engines' own packages. Their code fetches nothing that the tables do not cover. */
const OWN_MODULE =
  /^(?:vllm|dynamo|kvbm|lmcache|sglang|tensorrt_llm|tokenspeed|modelexpress|nixl|flexkv)(?:\.\w+)*(?::\w+)?$/;

/** Whether a value is code from elsewhere. */
export function isForeignCode(value: string): boolean {
  return canName(value) && !OWN_MODULE.test(value);
}

/** An inline template, or a file. Neither fetches anything. */
const TEMPLATE = /[{\n]|^\/|\.(?:jinja2?|j2|json|txt)$/;

/** Whether a chat template may come from a repository. */
export function isRemoteTemplate(value: string): boolean {
  return !isKnown(value) || (value.includes("/") && !TEMPLATE.test(value));
}

/** Whether JSON settings can name a repository, a file that does, or foreign code. Ignores the keys in `handled`. */
export function settingsReach(text: string, handled: readonly string[] = []): boolean {
  const settings = parseSettings(text);
  if (settings === undefined) return !isKnown(text) || text.includes("/") || text.includes("{") || text.includes("[");
  return listLeaves(settings).some(([key, value]) => !handled.includes(key) && settingReaches(key, value));
}

const SWITCHES = /^(?:trust_remote_code|enable_lora)$/;
const CODE_KEY = /module|plugin|class|_cls$|logits_processors/i;
const NAMING_KEY =
  /model(?!_type)|repo|tokenizer|lora|adapter|checkpoint(?!_format)|pretrained|config_path|config_file|auto_map/i;

/** Whether one setting can access more than the model. */
export function settingReaches(key: string, value: JsonValue): boolean {
  if (value === true) return SWITCHES.test(key);
  if (typeof value !== "string") return false;
  if (!isKnown(value)) return true;
  if (CODE_KEY.test(key)) return isForeignCode(value);
  if (NAMING_KEY.test(key)) return canName(value);
  return value.includes("/") && !value.startsWith("/") && !value.includes("://");
}

/** Lists the scalar values with their nearest keys. Iterative, so any nesting depth is safe. */
function listLeaves(settings: JsonObject): readonly (readonly [key: string, value: JsonValue])[] {
  const leaves: (readonly [string, JsonValue])[] = [];
  const open: (readonly [string, JsonValue])[] = [["", settings]];
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const [key, value] = entry;
    if (Array.isArray(value)) for (const item of value) open.push([key, item]);
    else if (isObject(value)) for (const [name, item] of Object.entries(value)) open.push([name, item ?? null]);
    else leaves.push(entry);
  }
  return leaves;
}
