import type { StartedEngine } from "../command/started-engine.ts";
import { PEER_ARGUMENTS, type SwitchedLoader, USE_FILES } from "./load-format.ts";
import { findOwnLoader } from "./own-loader.ts";

/** An engine that arguments can switch, started by a command or by its image. */
export interface SwitchableEngine extends Pick<StartedEngine, "name" | "flags" | "models"> {
  readonly loader: SwitchedLoader;
  /** The value of VLLM_PLUGINS, if it is set. */
  readonly plugins: string | undefined;
}

/** Why our words would not do what they mean, with what to write instead. */
export interface ArgumentObstacle {
  readonly why: string;
  readonly fix: string;
}

/** Flags of vLLM and SGLang, and of Dynamo's `dynamo.sglang`, for files with arguments. */
const FILES = new Set(["--config", "--disagg-config"]);

export function findArgumentObstacle(engine: SwitchableEngine): ArgumentObstacle | undefined {
  const uri = engine.models.find(({ kind }) => kind === "uri");
  if (uri !== undefined)
    return { why: `the model of ${uri.flag} is a URI, which the engine loads itself`, fix: USE_FILES };
  const own = findOwnLoader(engine);
  if (own !== undefined) return { why: own, fix: USE_FILES };
  const file = engine.flags.find(({ name }) => FILES.has(name));
  if (file !== undefined) {
    return { why: `${file.name} names a file, which may state a load format`, fix: describeFix(engine) };
  }
  if (!excludesPlugin(engine)) return undefined;
  return { why: "VLLM_PLUGINS leaves out the plugin modelexpress", fix: `add modelexpress to it, or ${USE_FILES}` };
}

/** What a user can write to load from peers in spite of an obstacle. */
export function describeFix({ loader, name }: Pick<SwitchableEngine, "loader" | "name">): string {
  return `write ${PEER_ARGUMENTS[loader].join(" ")} behind ${name}, or ${USE_FILES}`;
}

/** vLLM loads the plugins in the variable, or all if it is not set. */
function excludesPlugin({ loader, plugins }: SwitchableEngine): boolean {
  if (loader !== "vllm" || plugins === undefined) return false;
  return !plugins.split(",").some((name) => name.trim() === "modelexpress");
}
