import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import type { StartedEngine } from "../command/started-engine.ts";
import type { Container } from "../pod/pod.ts";
import type { PeersSettings } from "../settings.ts";
import type { Target } from "../target/target.ts";
import { aboutContainer, type Warning } from "../warning.ts";
import { USE_FILES } from "./load-format.ts";
import { mayAddCapability } from "./resources.ts";
import type { ContainerSwitch } from "./switch-container.ts";
import { configurationDigest, hiddenVariables } from "./variables.ts";

/** Why a container's engines do not load from peers. */
export type Obstacle = Extract<ContainerSwitch, { kind: "kept" | "refused" }> | { readonly kind: "unknown image" };

export function obstacleWarning({ container }: Target, obstacle: Obstacle): Warning {
  if (obstacle.kind === "unknown image") {
    const detail = `${container.image || "its image"} is not one of peers.images; if it carries Model Express's client, annotate the pod with weights: peers`;
    return aboutContainer(container.name, { code: "PeersUnknownImage", detail });
  }
  if (obstacle.kind === "kept") {
    const detail = `${obstacle.text} stays; remove it to load from peers, or ${USE_FILES}`;
    return aboutContainer(container.name, { code: "PeersUserFormat", detail });
  }
  return notSwitchedOn(container.name, obstacle);
}

function notSwitchedOn(name: string, { why, fix }: { readonly why: string; readonly fix: string }): Warning {
  return aboutContainer(name, { code: "PeersNotSwitchedOn", detail: `${why}; ${fix}` });
}

/** Every engine needs a directory for configuration and tokenizer, and for the weights if no peer has them. */
export function withoutCache(
  { containers }: { readonly containers: ReadonlyMap<Container, unknown> },
  targets: readonly Target[],
): readonly Warning[] {
  const why = "it has no cache of Model Express, which an engine needs besides its peers";
  return targets
    .filter(({ container }) => containers.has(container))
    .map(({ container }) => notSwitchedOn(container.name, { why, fix: `see the other warnings, or ${USE_FILES}` }));
}

/** The inputs of the warnings about a container that loads from peers. */
export interface PeersLimits {
  readonly target: Target;
  readonly engines: readonly StartedEngine[];
  readonly podSecurity: string | undefined;
}

/** Warns about what is left out, or may prevent engines from finding each other. */
export function limitWarnings(
  { target, engines, podSecurity }: PeersLimits,
  settings: PeersSettings,
): readonly Warning[] {
  const hidden = hiddenVariables(target, settings);
  const details = [
    ...(settings.hasIpcLock && !mayAddCapability(podSecurity)
      ? [`IPC_LOCK is left out, because the namespace enforces Pod Security ${podSecurity}`]
      : []),
    ...(settings.hasArtifacts && engines.length > 0 && configurationDigest(engines) === undefined
      ? ["compiled kernels are not exchanged, because a part of its arguments is known only at run time"]
      : []),
    ...(hidden.length > 0 ? [`${hidden.join(", ")} of peers.env may be in its envFrom, and is left out`] : []),
    ...(hasOtherName(target) ? ["its MODEL_NAME is not the model, and only engines with the same one are peers"] : []),
  ];
  return details.map((detail) => aboutContainer(target.container.name, { code: "PeersIncomplete", detail }));
}

/** Clients up to 0.7 use it as the identity of the weights. */
function hasOtherName({ environment, detection }: Target): boolean {
  const name = environment.variables.get("MODEL_NAME");
  if (name === undefined || name === "" || !isKnown(name)) return false;
  return !detection.models.some((model) => model.kind === "hub" && model.id === name);
}
