import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { type EngineModule, moduleNamed } from "./engine-module.ts";
import { SGLANG } from "./engines/sglang.ts";
import { TOKENSPEED } from "./engines/tokenspeed.ts";
import { TRTLLM } from "./engines/trtllm.ts";
import { VLLM } from "./engines/vllm.ts";

/** A known program in an argv, with its arguments. */
export interface Engine extends EngineModule {
  /** The name as it is started: `dynamo.vllm`, `vllm serve`. */
  readonly name: string;
  readonly args: readonly string[];
  /** Its index in the argv. The words before it wrap it. */
  readonly start: number;
}

const MODULE_FLAG = /^-[A-Za-z]*m$/;
const ENGINE_NAME = /vllm|sglang|trtllm|tensorrt_llm|tokenspeed|dynamo\.(?:mocker|llama_cpp)/;

/**
 * Finds the engine that an argv starts, behind any wrapper (`mpirun -n 8`, `nsys profile`, `timeout 10`, …), because
 * no list of wrappers would be complete.
 */
export function findEngine(argv: readonly string[]): Engine | undefined {
  for (let at = 0; at < argv.length; at++) {
    const engine = moduleAt(argv, at) ?? programAt(argv, at);
    if (engine !== undefined) return { ...engine, start: at };
  }
  return undefined;
}

/** Whether a text that could not be interpreted mentions an engine. */
export function namesEngine(text: string): boolean {
  return ENGINE_NAME.test(text);
}

export function baseName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

type Found = Omit<Engine, "start">;

function moduleAt(argv: readonly string[], at: number): Found | undefined {
  const word = argv[at] ?? "";
  if (!word.startsWith("-")) return undefined;
  const [name, start] = MODULE_FLAG.test(word) ? [argv[at + 1] ?? "", at + 2] : [word.slice(2), at + 1];
  if (name.startsWith("vllm.entrypoints.")) return vllmEntrypoint(name, argv.slice(start));
  if (name === "tensorrt_llm.commands.serve") return trtllmServe(name, argv.slice(start));
  const known = moduleNamed(name);
  return known && { ...known, name, args: argv.slice(start) };
}

function vllmEntrypoint(name: string, args: readonly string[]): Found {
  const isServe = args[0] === "serve";
  return { kind: "engine", tables: [VLLM], name, args: isServe ? args.slice(1) : args, takesPositional: isServe };
}

/** Programs with a subcommand `serve`. */
const SERVERS = new Map([
  ["vllm", [VLLM]],
  ["vllm-rs", [VLLM]],
  ["sglang", [SGLANG]],
  ["tokenspeed", [TOKENSPEED]],
  ["ts", [TOKENSPEED]],
]);

/** Dynamo's native sidecars. The engine is in another container. */
const SIDECAR = /^dynamo-(?:vllm|sglang|trtllm)-sidecar$/;

function programAt(argv: readonly string[], at: number): Found | undefined {
  const word = argv[at] ?? "";
  const program = baseName(word);
  if (program === "trtllm-serve") return trtllmServe(program, argv.slice(at + 1));
  if (SIDECAR.test(program)) return { kind: "registrar", ...BARE, name: program, args: argv.slice(at + 1) };
  if (argv[at + 1] !== "serve") return undefined;
  const tables = SERVERS.get(program);
  // As in `exec "$(command -v vllm)" serve MODEL`: the program is unknown.
  const isLikely = !isKnown(word) && at + 2 < argv.length;
  if (tables === undefined && !isLikely) return undefined;
  const name = tables === undefined ? "serve" : `${program} serve`;
  return { kind: "engine", tables: tables ?? [VLLM], takesPositional: true, name, args: argv.slice(at + 2) };
}

const BARE = { tables: [], takesPositional: false } as const;

/** `serve` is the default command of click's group. `disaggregated` is a router for other servers. */
function trtllmServe(name: string, args: readonly string[]): Found {
  const [first = ""] = args;
  if (first === "disaggregated") return { kind: "router", ...BARE, name, args };
  if (first === "disaggregated_mpi_worker") {
    return { kind: "engine", tables: [TRTLLM], takesPositional: false, name, args: args.slice(1) };
  }
  const hasCommand = first === "serve" || first === "mm_embedding_serve";
  return { kind: "engine", tables: [TRTLLM], takesPositional: true, name, args: hasCommand ? args.slice(1) : args };
}
