import { isObject, type JsonValue, member, parseJson } from "../../kubernetes/json.ts";
import type { Flag } from "./flags.ts";
import { classifyModel, type ModelReference } from "./model-reference.ts";

/** Keys with an adapter's path in vLLM's and SGLang's JSON. Other keys have display names and base models. */
const PATH_KEYS = ["path", "lora_path"];
const NAMED = /^[^/={[]+=(.+)$/s;

/**
 * Lists the repositories among adapters: `org/adapter`, `name=org/adapter`, `{"name":…,"path":…}`, a list of these,
 * or vLLM's `{"audio":"org/adapter"}` of `--default-mm-loras`. Skips adapters in local directories.
 */
export function adapterModels({ name, values }: Flag): readonly ModelReference[] {
  return values
    .flatMap((value) => pathsIn(value, name === "--default-mm-loras"))
    .map((path) => classifyModel(path, undefined, name))
    .filter(({ kind }) => kind !== "local");
}

function pathsIn(value: string, isMapping: boolean): readonly string[] {
  const json = parse(value);
  if (json !== undefined) return [json].flat().flatMap((entry) => readPaths(entry, isMapping));
  return [NAMED.exec(value)?.[1] ?? value];
}

function readPaths(entry: JsonValue, isMapping: boolean): readonly string[] {
  if (typeof entry === "string") return pathsIn(entry, false);
  if (!isObject(entry)) return [];
  const paths = isMapping ? Object.values(entry) : PATH_KEYS.map((key) => member(entry, key));
  return paths.filter((path) => typeof path === "string");
}

/** Longer than any real list of adapters. */
const MOST_TEXT = 64 * 1024;

function parse(text: string): JsonValue | undefined {
  return text.length > MOST_TEXT || !/^\s*[{[]/.test(text) ? undefined : parseJson(text);
}
