import { KEY_PREFIX } from "../model-express/keys.ts";
import type { MatchedCandidate } from "./candidate.ts";
import type { Gated, Pull } from "./decision.ts";
import type { Settings } from "./settings.ts";
import type { Warning } from "./warning.ts";

export interface GateChoice {
  readonly gate: Gated | undefined;
  readonly warnings: readonly Warning[];
}

const NONE: GateChoice = { gate: undefined, warnings: [] };

/**
 * Decides whether the pod is held until its models are cached. Only where a controller is certain to remove the gate:
 * for an instance that a `ModelExpress` declares, while a controller reports to be there.
 */
export function chooseGate(
  { pod, annotations, found: { instance } }: MatchedCandidate,
  pull: Pull | undefined,
  settings: Pick<Settings, "gate" | "gates">,
): GateChoice {
  const asked = annotations.gate ?? instance?.gate ?? settings.gate;
  // A pod that names its node bypasses the scheduler, and Kubernetes refuses gates on it.
  if (asked !== "enabled" || settings.gates === undefined || pull === undefined || pod.isBound) return NONE;
  if (instance?.isDeployed !== true) return refuse(`no ModelExpress declares its instance; ${DECLARE}`);
  if (settings.gates === "unserved") return refuse(`no controller is there to remove it; see ${CHECK}`);
  return { gate: { instance: `${instance.namespace}/${instance.name}` }, warnings: [] };
}

const DECLARE = `declare one, or set ${KEY_PREFIX}gate: disabled`;
const CHECK = "model-express-injector check, and the controller's log";

function refuse(detail: string): GateChoice {
  return { gate: undefined, warnings: [{ code: "GateNotAdded", detail }] };
}
