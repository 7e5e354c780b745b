import { parseSettings } from "./draft-models.ts";
import type { Flag } from "./flags.ts";

/** The address of a Model Express server in an engine's arguments. */
export interface StatedServer {
  readonly flag: string;
  /** As written; empty for none. */
  readonly value: string;
}

/** Dynamo's flag (ai-dynamo 1.6.1, `dynamo/common`: it overrides `MODEL_EXPRESS_URL`). */
const URL_FLAG = "--model-express-url";
/** SGLang's JSON (0.5.23, `server_args.py`), with the key `url`. */
const CONFIG_FLAG = "--modelexpress-config";

/** Finds the address in an engine's arguments. The last one counts. */
export function findStatedServer(flags: readonly Flag[]): StatedServer | undefined {
  const flag = flags.findLast(({ name, values }) => values.length > 0 && name === URL_FLAG);
  if (flag !== undefined) return { flag: URL_FLAG, value: flag.values[0] ?? "" };
  const config = flags.findLast(({ name, values }) => values.length > 0 && name === CONFIG_FLAG);
  const url = parseSettings(config?.values[0] ?? "")?.["url"];
  return typeof url === "string" && url !== "" ? { flag: CONFIG_FLAG, value: url } : undefined;
}
