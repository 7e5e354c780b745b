import { LIMITS } from "../../kubernetes/limits.ts";
import { type ModelReference, unknownModel } from "../command/model-reference.ts";
import type { PodAnnotations } from "../target/annotations.ts";
import type { Target } from "../target/target.ts";
import type { Warning } from "../warning.ts";
import { listModelWarnings } from "./model-warnings.ts";

/** One target's contribution to the pull. */
export interface TargetModels {
  readonly target: Target;
  /** In the form `org/name[@revision]`. */
  readonly pulled: readonly string[];
  /** Whether every model that the container names is pulled, so that it can be offline. */
  readonly isComplete: boolean;
  readonly warnings: readonly Warning[];
}

/** A reference in the pull's notation. */
function modelName({ id, revision }: { readonly id: string; readonly revision?: string }): string {
  return revision === undefined ? id : `${id}@${revision}`;
}

/** How the pull works. */
export interface Pulling {
  readonly mode: "shared" | "stream";
  /** Whether its CLI supports revisions. */
  readonly takesRevisions: boolean;
  /** `peers and files`: the engine also reads files, or may have to. */
  readonly weights: "files" | "written for peers" | "peers" | "peers and files";
}

/** The models that a target needs: those of the annotation, else those in its command. */
export function chooseModels(target: Target, annotations: PodAnnotations, pulling: Pulling): TargetModels {
  const wanted = wantedModels(target, annotations, pulling);
  if (pulling.takesRevisions) return wanted;
  const [pulled, refused] = [wanted.pulled.filter(isPlain), wanted.pulled.filter((model) => !isPlain(model))];
  if (refused.length === 0) return wanted;
  const detail = `container ${target.container.name}: ${refused.join(", ")}; ${NEWER_IMAGE}`;
  const warnings: Warning[] = [...wanted.warnings, { code: "RevisionNotPulled", detail }];
  return { target, pulled, isComplete: false, warnings };
}

const NEWER_IMAGE = "set an image of Model Express 0.6 or newer (pull.image, or the Service's annotation image)";

function isPlain(model: string): boolean {
  return model.includes("://") || !model.includes("@");
}

function wantedModels(target: Target, annotations: PodAnnotations, { mode, weights }: Pulling): TargetModels {
  const listed = annotations.models;
  if (target.isFrontend)
    return { target, pulled: [...(listed ?? []), ...annotations.extraModels], isComplete: false, warnings: [] };
  const named = atMost(target.detection.models);
  const isStream = mode === "stream";
  const fromPeers = isStream && weights === "written for peers";
  const isLeft = fromPeers || (isStream && weights === "peers");
  // An older Model Express client may get run-time files from the hub.
  const mayFetch = isStream && (weights === "peers" || weights === "peers and files");
  const detected = listed ?? (isLeft ? [] : hubNames(named));
  const pulled = [...detected, ...annotations.extraModels];
  const known = new Set(pulled);
  return {
    target,
    pulled,
    // The leader decides what else a rank fetches, and Ray passes the leader's variables to it.
    isComplete:
      target.detection.multinode !== "rank" &&
      pulled.length > 0 &&
      !mayFetch &&
      named.every((model) => isCovered(model, known, listed)),
    warnings: listed === undefined ? listModelWarnings(target, { fromPeers, mode }, pulled) : [],
  };
}

/** A container with more models counts as incompletely known. */
function atMost(models: readonly ModelReference[]): readonly ModelReference[] {
  if (models.length <= LIMITS.models) return models;
  return [
    ...models.slice(0, LIMITS.models),
    unknownModel("", `the ${models.length - LIMITS.models} models after the first`),
  ];
}

function hubNames(models: readonly ModelReference[]): readonly string[] {
  return models.flatMap((model) => (model.kind === "hub" ? [modelName(model)] : []));
}

/**
 * The annotation's list covers unknown models that it replaces. A literal name in the command must be in the list.
 */
function isCovered(model: ModelReference, pulled: ReadonlySet<string>, listed: readonly string[] | undefined): boolean {
  if (model.kind === "hub") return pulled.has(modelName(model));
  return model.kind === "local" || (listed !== undefined && listed.length > 0);
}
