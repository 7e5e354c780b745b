import { DYNAMO } from "./engines/dynamo.ts";
import type { FlagTables } from "./engines/flag-table.ts";
import { SGLANG } from "./engines/sglang.ts";
import { TOKENSPEED } from "./engines/tokenspeed.ts";
import { VLLM } from "./engines/vllm.ts";

/** The properties of a Python module that matter for models. */
export interface EngineModule {
  /**
   * `engine` loads weights. `registrar` needs only the tokenizer and the configuration of a model (mockers, sidecars,
   * routers that tokenize). `pipeline` generates images, videos or speech. `router` names no model, or serves models
   * that others load.
   */
  readonly kind: "engine" | "registrar" | "pipeline" | "router";
  /** The flags of its parser, Dynamo's own first. */
  readonly tables: FlagTables;
  /** Whether the model may be a positional argument, as in `vllm serve MODEL`. */
  readonly takesPositional: boolean;
}

const MODULES: ReadonlyMap<string, EngineModule> = new Map([
  ["dynamo.vllm", engine([DYNAMO, VLLM])],
  ["dynamo.vllm.omni", other("pipeline")],
  ["dynamo.sglang", engine([DYNAMO, SGLANG])],
  ["dynamo.trtllm", engine([DYNAMO])],
  ["dynamo.tokenspeed", { ...engine([DYNAMO, TOKENSPEED]), takesPositional: true }],
  ["dynamo.llama_cpp", engine([DYNAMO])],
  ["dynamo.mocker", other("registrar")],
  ["dynamo.vllm.sidecar", other("registrar")],
  ["dynamo.sglang.sidecar", other("registrar")],
  ["dynamo.trtllm.sidecar", other("registrar")],
  ["dynamo.thunderagent_router", other("registrar")],
  ["dynamo.squeeze_evolve", other("registrar")],
  ["dynamo.frontend", other("router")],
  ["dynamo.router", other("router")],
  ["dynamo.global_router", other("router")],
  ["dynamo.planner", other("router")],
  ["dynamo.global_planner", other("router")],
  ["dynamo.kv_state_agent", other("router")],
  ["dynamo.kv_dc_relay", other("router")],
  ["dynamo.profiler", other("router")],
  ["dynamo.replay", other("router")],
  // Holds weights that engines load into it.
  ["gpu_memory_service", other("router")],
  ["gpu_memory_service.cli", other("router")],
  // Loads models from Triton's own repository.
  ["dynamo.triton", other("router")],
  ["sglang.launch_server", engine([SGLANG])],
]);

const MOST_NAME = 200;

/** Looks up a module or its package: `dynamo.vllm` for `dynamo.vllm.main`. */
export function moduleNamed(name: string): EngineModule | undefined {
  if (name.length > MOST_NAME) return undefined;
  return MODULES.get(name) ?? MODULES.get(name.split(".", 3).join(".")) ?? MODULES.get(name.split(".", 2).join("."));
}

function engine(tables: FlagTables): EngineModule {
  return { kind: "engine", tables, takesPositional: false };
}

function other(kind: "registrar" | "pipeline" | "router"): EngineModule {
  return { kind, tables: [], takesPositional: false };
}
