import { buildEvent, nameEvent } from "../cluster/objects/event.ts";
import type { Identity } from "../deployment/model-express.ts";
import type { ModelStatus, Phase } from "../deployment/model-express-status.ts";
import { KIND, MODEL_EXPRESSES } from "../deployment/model-express-type.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import { formatModelName } from "./model-name.ts";

/** The phases that an Event reports. */
const REASONS: Readonly<Partial<Record<Phase, string>>> = {
  Downloading: "ModelDownloading",
  Ready: "ModelReady",
  Failed: "ModelFailed",
};

/** The models with a changed phase that an Event reports. */
export function listChangedModels(before: readonly ModelStatus[], now: readonly ModelStatus[]): readonly ModelStatus[] {
  const phases = new Map(before.map((model) => [formatModelName(model), `${model.phase}${model.attempts ?? ""}`]));
  return now.filter((model) => {
    const isNew = phases.get(formatModelName(model)) !== `${model.phase}${model.attempts ?? ""}`;
    return isNew && REASONS[model.phase] !== undefined;
  });
}

/**
 * Builds an Event on the `ModelExpress`. Its name is derived from the content, so that two controllers write it once.
 *
 * @param now milliseconds since the epoch
 */
export function buildModelEvent({ namespace, name, uid }: Identity, model: ModelStatus, now: number): JsonObject {
  const regarding = { apiVersion: MODEL_EXPRESSES.apiVersion, kind: KIND, namespace, name, uid };
  const key = [formatModelName(model), model.phase, model.startTime ?? "", model.attempts ?? 1];
  const content = {
    type: model.phase === "Failed" ? "Warning" : "Normal",
    reason: REASONS[model.phase] ?? model.phase,
    message: describeModel(model),
  } as const;
  return buildEvent(regarding, content, { name: nameEvent(regarding, key), now });
}

function describeModel(model: ModelStatus): string {
  const name = formatModelName(model);
  const { phase, message = "", resolvedRevision } = model;
  if (phase === "Failed") return `${name}: ${message}`;
  if (phase === "Downloading") return `${name} is downloading`;
  return `${name} is in the cache${resolvedRevision === undefined ? "" : ` at ${resolvedRevision}`}`;
}
