import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import type { ContainerText } from "../pod/environment.ts";

/** The Hugging Face hub, which is the server's default. */
const USUAL_HUB = /^https?:\/\/(?:www\.)?(?:huggingface\.co|hf\.co)\/*$/;
/** `VLLM_USE_MODELSCOPE`, `SGLANG_USE_MODELSCOPE`, `LMDEPLOY_USE_MODELSCOPE`, `USE_MODELSCOPE_HUB`, … */
const MODELSCOPE = /^(?:[A-Z]+_)?USE_MODELSCOPE(?:_HUB)?$/;
/** The hub's own test instance (`huggingface_hub`, `constants.py`). */
const STAGING = "HUGGINGFACE_CO_STAGING";
/** An engine's switch counts as on unless it is certainly off. */
const OFF = /^(?:|0|false|no|off|n|f)$/i;
/** The same settings in a script, with any value. */
const IN_SCRIPT =
  /(?:^|[\s;&"'(])(HF_ENDPOINT|(?:[A-Z]+_)?USE_MODELSCOPE(?:_HUB)?)=(?!["']?(?:https?:\/\/(?:huggingface|hf)\.co|0|[Ff]alse)\b)/;

/** The setting that makes a container load from a different hub than Model Express; `undefined` if there is none. */
export function findOtherHub(container: ContainerText, { variables }: Environment): string | undefined {
  for (const [name, value] of variables) {
    if (name === "HF_ENDPOINT" && isOtherEndpoint(value)) return name;
    if (name === STAGING && !(isKnown(value) && OFF.test(value))) return name;
    if (MODELSCOPE.test(name) && !(isKnown(value) && OFF.test(value))) return name;
  }
  return IN_SCRIPT.exec([...container.command, ...container.args].join(" "))?.[1];
}

function isOtherEndpoint(value: string): boolean {
  return value !== "" && !(isKnown(value) && USUAL_HUB.test(value));
}
