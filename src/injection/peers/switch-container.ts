import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { type ArgumentPlace, placeAtEnd } from "../command/argument-place.ts";
import { SGLANG } from "../command/engines/sglang.ts";
import { VLLM } from "../command/engines/vllm.ts";
import { readArguments } from "../command/flags.ts";
import type { StartedEngine } from "../command/started-engine.ts";
import type { PeersSettings } from "../settings.ts";
import type { Target } from "../target/target.ts";
import { findArgumentObstacle } from "./argument-obstacle.ts";
import type { Insertion } from "./container-peers.ts";
import { type EngineSwitch, loadsWeights, switchEngine } from "./engine-switch.ts";
import { isKnownImage } from "./known-image.ts";
import { PEER_ARGUMENTS, type SwitchedLoader, statedFormat, USE_FILES } from "./load-format.ts";

/** How to make all engines of a container load from peers, or why none is changed. */
export type ContainerSwitch =
  | {
      readonly kind: "switched";
      readonly insertions: readonly Insertion[];
      readonly variables: readonly { readonly name: string; readonly value: string }[];
      readonly isGms: boolean;
      /** The engines that it starts; empty for a Ray worker. */
      readonly engines: readonly StartedEngine[];
    }
  | Extract<EngineSwitch, { kind: "kept" | "refused" }>
  /** It loads no weights. */
  | { readonly kind: "none" };

/** Containers that start more engines in different places are not switched. */
const MOST_PLACES = 8;

/** The rule: every engine of the container is switched, or none. */
export function switchContainer(target: Target, settings: PeersSettings): ContainerSwitch {
  const { started, multinode, isRayRank = false } = target.detection;
  const engines = started?.engines.filter(loadsWeights) ?? [];
  if (isRayRank) return { ...SWITCHED, engines: [] };
  // `mpirun` starts its engine, with its leader's variables.
  if (multinode === "rank") return { kind: "none" };
  if (started === undefined || engines.length === 0) return withoutEngine(target, settings);
  if (new Set(engines.map(({ anchor }) => anchor?.end)).size > MOST_PLACES) {
    return { kind: "refused", why: `more than ${MOST_PLACES} engines are in its command`, fix: USE_FILES };
  }
  if (isMixed(engines)) {
    return { kind: "refused", why: "one command starts its engine with other load formats", fix: USE_FILES };
  }
  const switches = [...oncePerPlace(engines).values()].map((engine) => switchEngine({ engine, started, target }));
  return join(switches, engines);
}

const SWITCHED = { kind: "switched", insertions: [], variables: [], isGms: false } as const;

/** A command in a loop or a function is found once per start. */
function oncePerPlace(engines: readonly StartedEngine[]): ReadonlyMap<string, StartedEngine> {
  return new Map(
    engines.map((engine) => {
      const stated = statedFormat(engine.flags, engine.loader);
      return [JSON.stringify([engine.anchor?.end, engine.loader, stated]), engine];
    }),
  );
}

/** Whether different paths reach a command with and without our words: it would get them twice. */
function isMixed(engines: readonly StartedEngine[]): boolean {
  const kinds = engines.map((engine) => [engine.anchor?.end, statedFormat(engine.flags, engine.loader).kind] as const);
  const switched = new Set(kinds.filter(([, kind]) => kind === "peers").map(([end]) => end));
  return kinds.some(([end, kind]) => kind === "none" && switched.has(end));
}

function join(switches: readonly EngineSwitch[], engines: readonly StartedEngine[]): ContainerSwitch {
  const obstacle = switches.find(({ kind }) => kind === "kept") ?? switches.find(({ kind }) => kind === "refused");
  if (obstacle?.kind === "kept" || obstacle?.kind === "refused") return obstacle;
  const insertions = switches.filter((one) => one.kind === "arguments").map(({ place, words }) => ({ place, words }));
  return {
    kind: "switched",
    insertions: distinct(insertions),
    variables: switches.filter((one) => one.kind === "variable").map(({ name, value }) => ({ name, value })),
    isGms: switches.some((one) => one.kind === "switched" && one.isGms),
    engines,
  };
}

function distinct(insertions: readonly Insertion[]): readonly Insertion[] {
  return [...new Map(insertions.map((one) => [joinPlace(one.place), one])).values()];
}

function joinPlace(place: ArgumentPlace): string {
  return `${place.list} ${place.index} ${place.kind === "text" ? place.offset : ""}`;
}

/** An image that starts its engine with its arguments. */
function withoutEngine(target: Target, settings: PeersSettings): ContainerSwitch {
  const { detection, container } = target;
  if (detection.needsNoWeights === true || detection.delivery !== undefined) return { kind: "none" };
  const loader = imageLoader(container.image);
  const isStartedByImage = container.command.length === 0 && container.args[0]?.startsWith("-") === true;
  if (loader === undefined || !isStartedByImage || !isKnownImage(container.image, settings)) {
    return { kind: "refused", why: "no engine that loads from peers is in its command", fix: USE_FILES };
  }
  if (!container.args.every(isLiteral)) {
    return { kind: "refused", why: "a part of its arguments is known only at run time", fix: USE_FILES };
  }
  const { flags } = readArguments(container.args, [loader === "vllm" ? VLLM : SGLANG]);
  const stated = statedFormat(flags, loader);
  if (stated.kind === "other") return { kind: "kept", text: stated.text };
  if (stated.kind !== "none") return { ...SWITCHED, isGms: stated.kind === "gms", engines: [] };
  const plugins = target.environment.variables.get("VLLM_PLUGINS");
  const engine = { name: "the image's own arguments", loader, flags, models: detection.models, plugins };
  const obstacle = findArgumentObstacle(engine);
  if (obstacle !== undefined) return { kind: "refused", ...obstacle };
  const insertions = [{ place: placeAtEnd(container), words: PEER_ARGUMENTS[loader] }];
  return { ...SWITCHED, insertions, engines: [] };
}

function isLiteral(word: string): boolean {
  return isKnown(word) && !word.includes("$");
}

/** By the last part of the image's name. */
function imageLoader(image: string): SwitchedLoader | undefined {
  const name = image.slice(image.lastIndexOf("/") + 1);
  if (name.includes("sglang")) return "sglang";
  return name.includes("vllm") ? "vllm" : undefined;
}
