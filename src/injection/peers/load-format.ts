import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { safeWord } from "../command/cause.ts";
import type { Loader } from "../command/engine-arguments.ts";
import { type Flag, lastFlag } from "../command/flags.ts";

/** The way out of every obstacle, for messages. */
export const USE_FILES = "set weights: files";

/** Loaders that arguments can switch to weights from peers. */
export type SwitchedLoader = Extract<Loader, "vllm" | "sglang">;

/**
 * The arguments that make an engine load from peers. Only `[a-z_-]` and spaces, so that they are valid in any shell
 * quoting.
 */
export const PEER_ARGUMENTS: Readonly<Record<SwitchedLoader, readonly string[]>> = {
  vllm: ["--load-format", "modelexpress"],
  sglang: ["--load-format", "remote_instance", "--remote-instance-weight-loader-backend", "modelexpress"],
};

/** The source of the weights according to an engine's arguments. */
export type StatedFormat =
  /** None: the engine reads files. */
  | { readonly kind: "none" }
  /** From peers, by our arguments or by the same of the user's. */
  | { readonly kind: "peers" }
  /** From the memory that the engines of a pod share, which Model Express fills. */
  | { readonly kind: "gms" }
  /** The user's own choice, for messages. */
  | { readonly kind: "other"; readonly text: string };

const FORMAT = "--load-format";
/** The shortest abbreviation that argparse accepts, if no other flag has the prefix. */
const SHORTEST_FORMAT = "--load";
const BACKEND = new Set(["--remote-instance-weight-loader-backend"]);
const VLLM_FORMATS = new Set(["modelexpress", "mx"]);

/** The last of repeated flags counts, as in argparse. */
export function statedFormat(flags: readonly Flag[], loader: Loader): StatedFormat {
  const names = flags
    .map(({ name }) => name)
    .filter((name) => FORMAT.startsWith(name) && name.startsWith(SHORTEST_FORMAT));
  const format = lastFlag(flags, new Set(names))?.value;
  const backend = loader === "sglang" ? lastFlag(flags, BACKEND)?.value : undefined;
  if (format === "gms") return { kind: "gms" };
  if (loader === "vllm" && format !== undefined && VLLM_FORMATS.has(format)) return { kind: "peers" };
  if (format === "remote_instance" && backend === "modelexpress") return { kind: "peers" };
  if (format !== undefined) return { kind: "other", text: `--load-format ${valueText(format)}` };
  if (backend === undefined) return { kind: "none" };
  return { kind: "other", text: `--remote-instance-weight-loader-backend ${valueText(backend)}` };
}

function valueText(value: string): string {
  return isKnown(value) ? safeWord(value) : "with a value that is known only at run time";
}
