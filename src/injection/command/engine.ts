import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";

/** A known program in an argv, and the words that are its own. */
export interface Engine {
  /** As it is started: `dynamo.vllm`, `vllm serve`. */
  readonly name: string;
  /** `router` serves models that others load; `mocker` pretends to have weights. */
  readonly kind: "engine" | "mocker" | "router";
  readonly args: readonly string[];
  /** `vllm serve MODEL`: the model may stand among the arguments without a flag. */
  readonly takesPositional: boolean;
}

const MODULES: ReadonlyMap<string, Pick<Engine, "kind" | "takesPositional">> = new Map([
  ["dynamo.vllm", { kind: "engine", takesPositional: false }],
  ["dynamo.sglang", { kind: "engine", takesPositional: false }],
  ["dynamo.trtllm", { kind: "engine", takesPositional: false }],
  ["dynamo.mocker", { kind: "mocker", takesPositional: false }],
  ["dynamo.frontend", { kind: "router", takesPositional: false }],
  ["sglang.launch_server", { kind: "engine", takesPositional: false }],
  ["tensorrt_llm.commands.serve", { kind: "engine", takesPositional: true }],
]);

const MODULE_FLAG = /^-[A-Za-z]*m$/;
const ENGINE_NAME = /vllm|sglang|trtllm|tensorrt_llm|dynamo\.mocker/;

/**
 * Finds the engine that an argv starts, behind any wrapper (`mpirun -n 8`, `nsys profile`, `timeout 10`, …): no list of
 * wrappers would ever be complete.
 */
export function findEngine(argv: readonly string[]): Engine | undefined {
  for (let at = 0; at < argv.length; at++) {
    const engine = moduleAt(argv, at) ?? programAt(argv, at);
    if (engine !== undefined) return engine;
  }
  return undefined;
}

/** Whether a text that could not be read speaks of an engine. */
export function namesEngine(text: string): boolean {
  return ENGINE_NAME.test(text);
}

/** The last part of a path. */
export function baseName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

function moduleAt(argv: readonly string[], at: number): Engine | undefined {
  const word = argv[at] ?? "";
  if (!word.startsWith("-")) return undefined;
  const [module, start] = MODULE_FLAG.test(word) ? [argv[at + 1] ?? "", at + 2] : [word.slice(2), at + 1];
  const isVllm = module.startsWith("vllm.entrypoints.");
  const known = isVllm ? undefined : (MODULES.get(module) ?? MODULES.get(packageOf(module)));
  if (!isVllm && known === undefined) return undefined;
  const args = argv.slice(start);
  if (known === undefined) return vllmEntrypoint(module, args);
  return known.takesPositional ? trtllmServe(module, args) : { ...known, name: module, args };
}

/** `dynamo.vllm` for `dynamo.vllm.omni`. */
function packageOf(module: string): string {
  return module.split(".", 2).join(".");
}

function vllmEntrypoint(name: string, args: readonly string[]): Engine {
  const isServe = args[0] === "serve";
  return { name, kind: "engine", args: isServe ? args.slice(1) : args, takesPositional: isServe };
}

function programAt(argv: readonly string[], at: number): Engine | undefined {
  const word = argv[at] ?? "";
  const program = baseName(word);
  if (program === "trtllm-serve") return trtllmServe(program, argv.slice(at + 1));
  if (argv[at + 1] !== "serve") return undefined;
  const isNamed = program === "vllm" || program === "sglang";
  // As in `exec "$(command -v vllm)" serve MODEL`.
  const isLikely = !isKnown(word) && at + 2 < argv.length;
  if (!isNamed && !isLikely) return undefined;
  const name = isNamed ? `${program} serve` : "serve";
  return { name, kind: "engine", args: argv.slice(at + 2), takesPositional: true };
}

/** click's group has `serve` as its default command; `disaggregated` is a router in front of other servers. */
function trtllmServe(name: string, args: readonly string[]): Engine {
  const [first = ""] = args;
  if (first === "disaggregated") return { name, kind: "router", args, takesPositional: false };
  if (first === "disaggregated_mpi_worker")
    return { name, kind: "engine", args: args.slice(1), takesPositional: false };
  const hasCommand = first === "serve" || first === "mm_embedding_serve";
  return { name, kind: "engine", args: hasCommand ? args.slice(1) : args, takesPositional: true };
}
