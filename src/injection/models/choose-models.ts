import { LIMITS } from "../../kubernetes/limits.ts";
import { classOfFlag } from "../command/flag-classes.ts";
import { isListedUri, type ModelReference, unknownModel } from "../command/model-reference.ts";
import type { PodAnnotations } from "../target/annotations.ts";
import type { Target } from "../target/target.ts";
import type { Warning } from "../warning.ts";

/** One target's contribution to the pull. */
export interface TargetModels {
  readonly target: Target;
  /** In the form `org/name[@revision]`. */
  readonly pulled: readonly string[];
  /** Whether every model that the container names is pulled, so that it can be offline. */
  readonly isComplete: boolean;
  readonly warnings: readonly Warning[];
}

/**
 * `--load-format` values that make an engine load its weights from serving peers. With `gms`, the first engine reads
 * the disk.
 */
const PEER_FORMATS = new Set(["modelexpress", "mx"]);

/**
 * Whether a target fetches files through Model Express at run time: tokenizers, configuration, files that peers do
 * not have.
 */
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
    warnings: listed === undefined ? listWarnings(target, { fromPeers, mode }, pulled) : [],
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

interface Source {
  readonly fromPeers: boolean;
  readonly mode: Pulling["mode"];
}

function listWarnings(target: Target, { fromPeers, mode }: Source, pulled: readonly string[]): readonly Warning[] {
  const { container, detection } = target;
  const open = detection.models.filter((model) => model.kind !== "uri" || !pulled.includes(model.uri));
  const warnings = [...open.flatMap((model) => warnAbout(model, container.name)), ...warnOfAssumptions(target)];
  if (fromPeers && detection.models.length > 0) {
    const detail = `container ${container.name} loads with --load-format ${detection.loadFormat}`;
    return [{ code: "WeightsFromPeers", detail }, ...warnings];
  }
  const isModelMissing = detection.models.length === 0 && pulled.length === 0 && detection.needsNoWeights !== true;
  if (!isModelMissing) return warnings;
  // The leader's pull fills a shared cache.
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
const OTHER_SCHEME = "if the hub has it, list its name (org/name) in the annotation models";

function warnAbout(model: ModelReference, container: string): readonly Warning[] {
  if (model.kind === "hub") return [];
  if (model.kind === "local")
    return [{ code: "LocalModel", detail: `container ${container}: ${model.flag} ${model.path}` }];
  if (model.kind === "uri") {
    const fix = isListedUri(model.uri) ? LIST_IT : OTHER_SCHEME;
    return [{ code: "UnlistedUri", detail: `container ${container}: ${model.flag} ${model.uri}; ${fix}` }];
  }
  const why = model.kind === "relative" ? maybeRelative(model) : unknownIn(model);
  return [{ code: "UnknownModel", detail: `container ${container}: ${why}; ${LIST_IT}` }];
}

function maybeRelative({ flag, path, mount }: Extract<ModelReference, { kind: "relative" }>): string {
  return `${flag} ${path} may be a directory on the volume at ${mount}`;
}

/** Only the flag: its value may be script text with secrets. */
function unknownIn({ flag, isInvalid }: Extract<ModelReference, { kind: "unknown" }>): string {
  if (flag === "-c") return "its command could not be read as a whole";
  if (classOfFlag(flag) === "file") return `${flag} names a file, which may name a model`;
  if (isInvalid) return `the value of ${flag} is not a model's name, such as org/name`;
  return `the model of ${flag} is known only at run time`;
}
