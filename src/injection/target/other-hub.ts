import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import type { Container } from "../pod/pod.ts";

/** The hub of Hugging Face, which is the server's unless something says otherwise. */
const USUAL_HUB = /^https?:\/\/(?:www\.)?(?:huggingface\.co|hf\.co)\/*$/;
/** `VLLM_USE_MODELSCOPE`, `SGLANG_USE_MODELSCOPE`, `LMDEPLOY_USE_MODELSCOPE`, `USE_MODELSCOPE_HUB`, … */
const MODELSCOPE = /^(?:[A-Z]+_)?USE_MODELSCOPE(?:_HUB)?$/;
/** A switch of an engine counts as on unless it is surely off. */
const OFF = /^(?:|0|false|no|off|n|f)$/i;
/** The same settings where a script makes them, whatever their value. */
const IN_SCRIPT =
  /(?:^|[\s;&"'(])(HF_ENDPOINT|(?:[A-Z]+_)?USE_MODELSCOPE(?:_HUB)?)=(?!["']?(?:https?:\/\/(?:huggingface|hf)\.co|0|[Ff]alse)\b)/;

/** The setting by which a container loads from another hub than Model Express does, if there is one. */
export function findOtherHub(container: Container, { variables }: Environment): string | undefined {
  for (const [name, value] of variables) {
    if (name === "HF_ENDPOINT" && isOtherEndpoint(value)) return name;
    if (MODELSCOPE.test(name) && !(isKnown(value) && OFF.test(value))) return name;
  }
  return IN_SCRIPT.exec([...container.command, ...container.args].join(" "))?.[1];
}

function isOtherEndpoint(value: string): boolean {
  return value !== "" && !(isKnown(value) && USUAL_HUB.test(value));
}
