import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { isObject, member } from "../../kubernetes/json.ts";
import { type ArgumentPlace, placeBehind } from "../command/argument-place.ts";
import type { StartedEngines } from "../command/detection.ts";
import { parseSettings } from "../command/draft-models.ts";
import { baseFlag, lastFlag } from "../command/flags.ts";
import type { StartedEngine } from "../command/started-engine.ts";
import type { Target } from "../target/target.ts";
import { describeFix, findArgumentObstacle } from "./argument-obstacle.ts";
import { PEER_ARGUMENTS, type SwitchedLoader, statedFormat, USE_FILES } from "./load-format.ts";

/** How to make one engine load from peers. */
export type EngineSwitch =
  /** It already does. */
  | { readonly kind: "switched"; readonly isGms: boolean }
  /** By words after its name. */
  | { readonly kind: "arguments"; readonly place: ArgumentPlace; readonly words: readonly string[] }
  /** By a variable. */
  | { readonly kind: "variable"; readonly name: string; readonly value: string }
  /** The user's own load format stays. */
  | { readonly kind: "kept"; readonly text: string }
  /** Impossible, with the reason and what to write instead. */
  | { readonly kind: "refused"; readonly why: string; readonly fix: string };

/** An engine of a container, and the container's other engines. */
export interface EngineInContainer {
  readonly engine: StartedEngine;
  readonly started: StartedEngines;
  readonly target: Target;
}

/** Determines the change for an engine that loads a model. */
export function switchEngine(it: EngineInContainer): EngineSwitch {
  const { engine, target } = it;
  const stated = statedFormat(engine.flags, engine.loader);
  if (stated.kind === "gms" || isSharingMemory(it)) return { kind: "switched", isGms: true };
  if (stated.kind === "peers") return { kind: "switched", isGms: false };
  if (stated.kind === "other") return { kind: "kept", text: stated.text };
  if (target.detection.multinode === "mpirun") {
    return refused("mpirun forwards no variables of Model Express to its ranks", USE_FILES);
  }
  if (engine.loader === "trtllm") return switchTensorRt(it);
  if (engine.loader === "trtllm-serve") {
    return refused(
      `${engine.name} takes it from a file`,
      `write checkpoint_format: MX into the file of its --config, or ${USE_FILES}`,
    );
  }
  if (engine.loader === "other") return refused(`${engine.name} is not known to load from peers`, USE_FILES);
  return switchByArguments(it, engine.loader);
}

/** `gpu_memory_service` of Dynamo, by its variable (ai-dynamo 1.6.1, `vllm/args.py`). */
const GMS_VARIABLE = "DYN_GMS_USE_V1";
const TRUE = /^(?:1|true|yes|on)$/i;

function isSharingMemory({ target }: EngineInContainer): boolean {
  return TRUE.test(target.environment.variables.get(GMS_VARIABLE) ?? "");
}

function switchByArguments({ engine, started, target }: EngineInContainer, loader: SwitchedLoader): EngineSwitch {
  const { container, environment } = target;
  const plugins = engine.command.variables.get("VLLM_PLUGINS") ?? environment.variables.get("VLLM_PLUGINS");
  const obstacle = findArgumentObstacle({ ...engine, loader, plugins });
  if (obstacle !== undefined) return { kind: "refused", ...obstacle };
  const fix = describeFix({ ...engine, loader });
  if (started.isUnread) return refused("a part of its command could not be read", fix);
  const place = engine.anchor && placeBehind(engine.anchor, started, { container, variables: environment.variables });
  if (place === undefined) return refused(`${engine.name} is not written as plain text in its command`, fix);
  return { kind: "arguments", place, words: PEER_ARGUMENTS[loader] };
}

const OVERRIDES = "--override-engine-args";
const OVERRIDES_VARIABLE = "DYN_TRTLLM_OVERRIDE_ENGINE_ARGS";
const CHECKPOINT_FORMAT = '{"checkpoint_format":"MX"}';

/**
 * Dynamo reads TensorRT-LLM's overrides from a variable, if they are not set otherwise (`trtllm/backend_args.py`).
 */
function switchTensorRt({ engine, target }: EngineInContainer): EngineSwitch {
  const fix = `write ${OVERRIDES} '${CHECKPOINT_FORMAT}', or ${USE_FILES}`;
  const overrides = lastFlag(engine.flags, new Set([OVERRIDES]))?.value;
  const format = overrides === undefined ? undefined : checkpointFormat(overrides);
  if (format === "MX") return { kind: "switched", isGms: false };
  if (format !== undefined) return { kind: "kept", text: `${OVERRIDES} with a checkpoint_format` };
  if (overrides !== undefined)
    return refused(`its ${OVERRIDES} would be replaced`, `add ${CHECKPOINT_FORMAT} to it, or ${USE_FILES}`);
  const obstacle = engine.flags.find(({ name }) => baseFlag(name) === "--trtllm" || name === "--enable-lora");
  if (obstacle !== undefined) return refused(`${baseFlag(obstacle.name)} excludes it`, USE_FILES);
  if (engine.hasHiddenArguments) return refused("a part of its arguments is known only at run time", fix);
  if (mayBeSetElsewhere(target)) return refused(`its envFrom may set ${OVERRIDES_VARIABLE}`, fix);
  return { kind: "variable", name: OVERRIDES_VARIABLE, value: CHECKPOINT_FORMAT };
}

function checkpointFormat(overrides: string): string | undefined {
  const settings = isKnown(overrides) ? parseSettings(overrides) : undefined;
  const format = isObject(settings) ? member(settings, "checkpoint_format") : undefined;
  return format === undefined ? undefined : String(format);
}

function mayBeSetElsewhere({ environment }: Target): boolean {
  return environment.isOpen && environment.isAssumedUnset?.(OVERRIDES_VARIABLE) !== true;
}

function refused(why: string, fix: string): EngineSwitch {
  return { kind: "refused", why, fix };
}

/** Whether an engine has weights that could come from peers. */
export function loadsWeights({ kind, needsNoWeights, delivery }: StartedEngine): boolean {
  return kind === "engine" && !needsNoWeights && delivery?.kind !== "none";
}
