import { type JsonObject, member, objectAt, textAt } from "../kubernetes/json.ts";
import { KEY_PREFIX } from "./keys.ts";

/** The pull script as a ConfigMap of a tenant's namespace has it. */
export interface PullScript {
  /** Of the ConfigMap. It has the beginning of the digest, because the ConfigMap cannot change. */
  readonly name: string;
  readonly text: string;
  /** The SHA-256 of the text, in hexadecimal. */
  readonly digest: string;
}

export const SCRIPT_PREFIX = "model-express-pull-";
/** The text's key in the ConfigMap, and the name of its file in the pod. */
export const SCRIPT_KEY = "pull.sh";
/** On each ConfigMap with a pull script. */
export const SCRIPT_LABEL = `${KEY_PREFIX}pull-script`;

/** Whether a ConfigMap of the script's name has its text, and keeps it. */
export function hasScript(configMap: JsonObject, { text }: Pick<PullScript, "text">): boolean {
  return member(configMap, "immutable") === true && textAt(objectAt(configMap, "data"), SCRIPT_KEY) === text;
}
