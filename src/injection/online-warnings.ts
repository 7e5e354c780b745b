import { type Cause, WHY } from "./command/cause.ts";
import type { Target } from "./target/target.ts";
import { aboutContainer, type Warning } from "./warning.ts";

/** Whether the weights are in folders of the repository, which Model Express does not deliver. */
export function needsFolders({ detection }: Target): boolean {
  return detection.delivery?.kind === "none";
}

/** Warns that the container fetches from the hub, as it would without us. */
export function notDelivered({ container, detection }: Target): Warning {
  const why = "images, videos and speech are in folders of the repository, so the container fetches them from the hub";
  return aboutContainer(container.name, { code: "NotDelivered", detail: `${detection.delivery?.word}: ${why}` });
}

/** The warning for a container that has its models but stays online for another reason. */
export function onlineWarning(target: Target): Warning | undefined {
  const { staysOnline = [] } = target.detection;
  const isUserDefined = target.runtime.variables.has("HF_HUB_OFFLINE");
  if (staysOnline.length === 0 || isUserDefined) return undefined;
  const isDelivered = staysOnline.some(({ why }) => why !== "folders");
  const fix = staysOnline.some(({ why }) => why === "asks") ? "" : `; if all that it needs is cached, ${FIX}`;
  const detail = `${describe(staysOnline)}${fix}`;
  return aboutContainer(target.container.name, { code: isDelivered ? "StaysOnline" : "NotDelivered", detail });
}

const FIX = 'set the annotation offline to "always"';
const MOST = 4;

function describe(causes: readonly Cause[]): string {
  const shown = causes.slice(0, MOST).map(({ word, why }) => `${word} ${WHY[why]}`);
  const more = causes.length - shown.length;
  return more > 0 ? `${shown.join(", ")}, and ${more} more` : shown.join(", ");
}
