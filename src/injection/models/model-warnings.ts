import { classOfFlag } from "../command/flag-classes.ts";
import { isListedUri, type ModelReference } from "../command/model-reference.ts";
import type { Target } from "../target/target.ts";
import type { Warning } from "../warning.ts";

/** How a target gets its models. */
interface Source {
  /** By the user's own arguments. */
  readonly fromPeers: boolean;
  readonly mode: "shared" | "stream";
}

/** Warns of what a target names, but the pull does not have. */
export function listModelWarnings(
  target: Target,
  { fromPeers, mode }: Source,
  pulled: readonly string[],
): readonly Warning[] {
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
  const place = mount === undefined ? "that the command makes" : `on the volume at ${mount}`;
  return `${flag} ${path} may be a directory ${place}`;
}

/** Only the flag: its value may be script text with secrets. */
function unknownIn({ flag, isInvalid }: Extract<ModelReference, { kind: "unknown" }>): string {
  if (flag === "-c") return "its command could not be read as a whole";
  if (classOfFlag(flag) === "file") return `${flag} names a file, which may name a model`;
  if (isInvalid) return `the value of ${flag} is not a model's name, such as org/name`;
  return `the model of ${flag} is known only at run time`;
}
