import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { type Cause, safeWord, type Why } from "./cause.ts";
import { DRAFT_KEYS } from "./draft-models.ts";
import type { Engine } from "./engine.ts";
import { classOfFlag, type FlagClass, flagsOfClass } from "./flag-classes.ts";
import { baseFlag, type Flag, readArguments } from "./flags.ts";
import { canName, isForeignCode, isRemoteTemplate, settingReaches, settingsReach } from "./value-reach.ts";

/** Lists what keeps an engine online, in the order of its arguments. */
export function causesInArguments({ args, tables, takesPositional }: Engine): readonly Cause[] {
  const { flags, free } = readArguments(args, tables);
  const causes = flags.flatMap((flag) => findCause(flag) ?? []);
  const loose = free.slice(takesPositional ? 1 : 0).some((at) => !isKnown(args[at] ?? ""));
  return loose ? [...causes, { word: "an argument", why: "hidden" }] : causes;
}

function findCause(flag: Flag): Cause | undefined {
  const { name, kind } = flag;
  const base = baseFlag(name);
  const why = base === name ? explainFlag(flag, classOfFlag(name)) : whyOfKey(flag, base);
  if (why === undefined) return undefined;
  return { word: kind === undefined && classOfFlag(base) === undefined ? safeWord(name) : base, why };
}

function explainFlag({ name, values, kind }: Flag, kindOf: FlagClass | undefined): Why | undefined {
  if (kindOf !== undefined) return BY_CLASS[kindOf](values, name);
  if (kind !== undefined && kind.value !== "text") return undefined;
  if (!isKnown(name)) return "hidden";
  if (values.length === 0) return kind === undefined && isAbbreviation(name) ? "fetch" : undefined;
  if (values.some((value) => !isKnown(value))) return "hidden";
  return values.some(canName) ? "value" : undefined;
}

/** Judges one key of the settings, as in `--compilation-config.mode 3` or `--trtllm.kv_cache_config.dtype fp8`. */
function whyOfKey({ name, values }: Flag, base: string): Why | undefined {
  const kind = classOfFlag(base);
  const key = name.slice(name.lastIndexOf(".") + 1).replaceAll("-", "_");
  const [value = ""] = values;
  if (kind === "repository" && DRAFT_KEYS.includes(key)) return undefined;
  if (kind !== "settings" && kind !== "repository") return values.some(canName) ? "value" : undefined;
  return settingReaches(key, value.toLowerCase() === "true" ? true : value) ? "settings" : undefined;
}

type Judge = (values: readonly string[], name: string) => Why | undefined;

const BY_CLASS: Readonly<Record<FlagClass, Judge>> = {
  repository: (values, name) => (JSON_FLAGS.has(name) && values.some(overridesReach) ? "settings" : undefined),
  config: always("config"),
  adapter: always("adapter"),
  part: (values) => (values.some((value) => canName(value) && value !== "vllm") ? "part" : undefined),
  file: always("file"),
  code: (values) => (values.some(isForeignCode) ? "code" : undefined),
  fetch: always("fetch"),
  check: always("asks"),
  loader: ([value = ""]) => LOADERS.get(value),
  // The pull writes there, or nothing is pulled.
  cache: () => undefined,
  settings: (values) => (values.some((value) => settingsReach(value)) ? "settings" : undefined),
  template: (values) => (values.some(isRemoteTemplate) ? "template" : undefined),
  // Covered by `delivery.ts`.
  pooling: () => undefined,
  // Older versions of dynamo.trtllm load a multimodal model's configuration with `trust_remote_code=True`.
  pipeline: (values, name) => (name === "--modality" && values.includes("multimodal") ? "code" : undefined),
  label: () => undefined,
};

/**
 * `_get_weight_files` of the loader of bitsandbytes lists the repository at the hub (SGLang 0.5.23, vLLM 0.10). The others
 * write into the folder of the weights (`np_cache_weights_iterator`, SGLang's `presharded`).
 */
const LOADERS: ReadonlyMap<string, Why> = new Map([
  ["bitsandbytes", "asks"],
  ["npcache", "writes"],
  ["presharded", "writes"],
]);

const JSON_FLAGS = new Set(["--speculative-config", "-sc", "--override-engine-args"]);

/** The drafts in it are separate references. */
function overridesReach(value: string): boolean {
  return settingsReach(value, DRAFT_KEYS);
}

function always(why: Why): Judge {
  return () => why;
}

const SWITCHES = [...flagsOfClass("fetch"), ...flagsOfClass("pooling"), ...flagsOfClass("pipeline")];

/** Whether it may abbreviate a switch: argparse accepts any unambiguous prefix. */
function isAbbreviation(name: string): boolean {
  return name.startsWith("--") && name.length > 2 && SWITCHES.some((flag) => flag.startsWith(name));
}
