import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import type { Cause } from "./cause.ts";
import type { Engine } from "./engine.ts";
import { DYNAMO } from "./engines/dynamo.ts";
import { kindOfFlag } from "./engines/flag-table.ts";

/** The variables of a program that engines read, by name; a value that cannot be known is `UNKNOWN`. */
export type EngineVariables = ReadonlyMap<string, string>;

/** On: the engine fetches at run time, or runs code of others. */
const SWITCHES = [
  "DYN_LORA_ENABLED",
  "DYN_LORA_HOTSWAP_ENABLED",
  "HF_HUB_TRUST_REMOTE_CODE",
  "TRUST_REMOTE_CODE",
  "VLLM_ALLOW_RUNTIME_LORA_UPDATING",
];
/** Set at all: a list of repositories or packages, or a file. */
const SETTINGS = [
  "SGLANG_EXTERNAL_MM_PROCESSOR_PACKAGE",
  "SGLANG_EXTERNAL_MODEL_PACKAGE",
  "SGLANG_PLUGINS",
  "VLLM_LORA_RESOLVER_HF_REPO_LIST",
  "VLLM_MODEL_REDIRECT_PATH",
  "VLLM_PLUGINS",
];

/** All of them. */
export const ENGINE_VARIABLES: readonly string[] = [...SWITCHES, ...SETTINGS, ...DYNAMO.variables.keys()];

/** Dynamo's `parse_bool`, and the variants of others. */
const OFF = /^(?:|0|false|off|no)$/i;

/** The variables that keep an engine online. */
export function causesInVariables(variables: EngineVariables): readonly Cause[] {
  const isOn = (name: string): boolean => !OFF.test(variables.get(name) ?? "");
  return [...SWITCHES, ...SETTINGS].filter(isOn).map((word) => ({ word, why: "variable" }));
}

/** Dynamo's variables as the flags that they stand for. The command line's own come later, and win. */
export function flagsOfVariables({ name, tables }: Engine, variables: EngineVariables): readonly string[] {
  if (!tables.includes(DYNAMO)) return [];
  return [...DYNAMO.variables].flatMap(([variable, flag]) => {
    const value = variables.get(variable);
    if (value === undefined || value === "" || !isReadBy(variable, name)) return [];
    if (kindOfFlag(tables, flag)?.value !== "switch") return [`${flag}=${value}`];
    return OFF.test(value) && isKnown(value) ? [] : [flag];
  });
}

const BACKEND = /^DYN_(TRTLLM|VLLM|SGLANG|SGL|OMNI)_/;
const MODULES: Readonly<Record<string, string>> = {
  TRTLLM: "dynamo.trtllm",
  VLLM: "dynamo.vllm",
  SGLANG: "dynamo.sglang",
  SGL: "dynamo.sglang",
};

function isReadBy(variable: string, module: string): boolean {
  const [, backend] = BACKEND.exec(variable) ?? [];
  return backend === undefined || module.startsWith(MODULES[backend] ?? "dynamo.vllm.omni");
}
