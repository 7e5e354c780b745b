import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import type { Cause } from "./cause.ts";
import type { Engine } from "./engine.ts";
import { DYNAMO } from "./engines/dynamo.ts";
import { kindOfFlag } from "./engines/flag-table.ts";

/** The variables of a program that engines read, by name. An unknown value is `UNKNOWN`. */
export type EngineVariables = ReadonlyMap<string, string>;

/** Switches that make the engine fetch at run time, or run foreign code. */
const SWITCHES = [
  "DYN_LORA_ENABLED",
  "DYN_LORA_HOTSWAP_ENABLED",
  "HF_HUB_TRUST_REMOTE_CODE",
  "TRUST_REMOTE_CODE",
  "VLLM_ALLOW_RUNTIME_LORA_UPDATING",
];
/** Settings that matter if they are set at all: a list of repositories or packages, or a file. */
const SETTINGS = [
  "SGLANG_EXTERNAL_MM_PROCESSOR_PACKAGE",
  "SGLANG_EXTERNAL_MODEL_PACKAGE",
  "SGLANG_PLUGINS",
  "VLLM_LORA_RESOLVER_HF_REPO_LIST",
  "VLLM_MODEL_REDIRECT_PATH",
  "VLLM_PLUGINS",
];

/** Weights in an object store, which Model Express's loader reads in place of the repository's. */
const WEIGHTS = "MX_MODEL_URI";

export const ENGINE_VARIABLES: readonly string[] = [...SWITCHES, ...SETTINGS, WEIGHTS, ...DYNAMO.variables.keys()];

/** Falsy values of Dynamo's `parse_bool`, and of other programs. */
const OFF = /^(?:|0|false|off|no)$/i;

/** Lists the variables that keep an engine online. */
export function causesInVariables(variables: EngineVariables): readonly Cause[] {
  const isOn = (name: string): boolean => !OFF.test(variables.get(name) ?? "");
  return [...SWITCHES, ...SETTINGS].filter(isOn).map((word) => ({ word, why: "variable" }));
}

/** Converts Dynamo's variables to the equivalent flags. The command line's own flags follow, and take precedence. */
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
