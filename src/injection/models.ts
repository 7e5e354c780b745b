import { LIMITS } from "../kubernetes/limits.ts";
import { classOfFlag } from "./command/flag-classes.ts";
import { type ModelReference, unknownModel } from "./command/model-reference.ts";
import type { PodAnnotations } from "./target/annotations.ts";
import type { Target } from "./target/target.ts";
import type { Warning } from "./warning.ts";

/** What one target contributes to the pull. */
export interface TargetModels {
  readonly target: Target;
  /** `org/name[@revision]` each. */
  readonly pulled: readonly string[];
  /** Whether all that the container names is pulled, so that it can run offline. */
  readonly isComplete: boolean;
  readonly warnings: readonly Warning[];
}

/** `--load-format` values with which an engine takes its weights from serving peers; the first engine of `gms` reads the disk. */
const PEER_FORMATS = new Set(["modelexpress", "mx"]);

/** Whether a target gets files through Model Express after its start: tokenizers, configuration, what peers have not. */
export function fetchesAtRunTime({ isFrontend, detection }: Target): boolean {
  if (detection.multinode === "rank") return true;
  return isFrontend || detection.needsNoWeights === true || isFormatOfPeers(detection);
}

/** Whether the user's own arguments make the engine load from peers. */
export function isWrittenForPeers({ detection }: Target): boolean {
  return isFormatOfPeers(detection);
}

function isFormatOfPeers({ loadFormat = "" }: Target["detection"]): boolean {
  return PEER_FORMATS.has(loadFormat);
}

/** A reference as the pull takes it. */
function modelName({ id, revision }: { readonly id: string; readonly revision?: string }): string {
  return revision === undefined ? id : `${id}@${revision}`;
}

/** How the pull can work. */
export interface Pulling {
  readonly mode: "shared" | "stream";
  /** Whether its CLI knows revisions. */
  readonly takesRevisions: boolean;
  /** `peers and files`: the engine reads files as well, or may have to. */
  readonly weights: "files" | "written for peers" | "peers" | "peers and files";
}

/** The models that a target needs pulled: the annotation's if it lists them, else those its command names. */
export function modelsOf(target: Target, annotations: PodAnnotations, pulling: Pulling): TargetModels {
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
  // What a client of Model Express fetches while it runs, an older one may have to look for at the hub.
  const mayFetch = isStream && (weights === "peers" || weights === "peers and files");
  const detected = listed ?? (isLeft ? [] : hubNames(named));
  const pulled = [...detected, ...annotations.extraModels];
  const known = new Set(pulled);
  return {
    target,
    pulled,
    // Its leader decides what else a rank fetches, and Ray hands it the leader's variables.
    isComplete:
      target.detection.multinode !== "rank" &&
      pulled.length > 0 &&
      !mayFetch &&
      named.every((model) => isCovered(model, known, listed)),
    warnings: listed === undefined ? warningsOf(target, { fromPeers, mode }, pulled) : [],
  };
}

/** A container that names more is not known as a whole. */
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

/** What the list replaces is covered by it when no one can tell; a name that the command says must be in it. */
function isCovered(model: ModelReference, pulled: ReadonlySet<string>, listed: readonly string[] | undefined): boolean {
  if (model.kind === "hub") return pulled.has(modelName(model));
  return model.kind === "local" || (listed !== undefined && listed.length > 0);
}

interface Source {
  readonly fromPeers: boolean;
  readonly mode: Pulling["mode"];
}

function warningsOf(target: Target, { fromPeers, mode }: Source, pulled: readonly string[]): readonly Warning[] {
  const { container, detection } = target;
  const open = detection.models.filter((model) => model.kind !== "uri" || !pulled.includes(model.uri));
  const warnings = [...open.flatMap((model) => warningOf(model, container.name)), ...warnOfAssumptions(target)];
  if (fromPeers && detection.models.length > 0) {
    const detail = `container ${container.name} loads with --load-format ${detection.loadFormat}`;
    return [{ code: "WeightsFromPeers", detail }, ...warnings];
  }
  const isModelMissing = detection.models.length === 0 && pulled.length === 0 && detection.needsNoWeights !== true;
  if (!isModelMissing) return warnings;
  // A shared cache is filled by the leader's pull.
  if (detection.multinode === "rank")
    return mode === "shared" ? [] : [{ code: "RanksLeftOut", detail: `container ${container.name} ${RANK}` }];
  return [{ code: "NoModelFound", detail: `container ${container.name} names none; ${LIST_IT}` }];
}

const RANK =
  "is a rank whose leader is not known here, so it fetches by itself; list the models in the component's annotation models";
const MOST_NAMES = 5;

function warnOfAssumptions({ container, detection }: Target): readonly Warning[] {
  const names = detection.models.length === 0 ? [] : (detection.assumedUnset ?? []);
  if (names.length === 0) return [];
  const shown = names.slice(0, MOST_NAMES).map((name) => name.slice(0, 64));
  return [
    {
      code: "AssumedUnset",
      detail: `container ${container.name}: ${shown.join(", ")}; if its Secret sets one, ${LIST_IT}`,
    },
  ];
}

const LIST_IT = "list it in the annotation models";

function warningOf(model: ModelReference, container: string): readonly Warning[] {
  if (model.kind === "hub") return [];
  if (model.kind === "local")
    return [{ code: "LocalModel", detail: `container ${container}: ${model.flag} ${model.path}` }];
  if (model.kind === "uri") {
    return [{ code: "UnlistedUri", detail: `container ${container}: ${model.flag} ${model.uri}; ${LIST_IT}` }];
  }
  return [{ code: "UnknownModel", detail: `container ${container}: ${unknownIn(model.flag)}; ${LIST_IT}` }];
}

/** The flag only: its value may be a script's text, which may hold secrets. */
function unknownIn(flag: string): string {
  if (flag === "-c") return "its command could not be read as a whole";
  if (classOfFlag(flag) === "file") return `${flag} names a file, which may name a model`;
  return `the model of ${flag} is known only at run time`;
}
