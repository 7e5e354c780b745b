import { findInnermostMount, join, relativeTo } from "../kubernetes/path.ts";
import { PULL_NAME } from "../model-express/pull-container.ts";
import type { SharedClaim } from "./cache/claim.ts";
import type { Place } from "./cache/places.ts";
import { isPullOfOurs } from "./patch/variables.ts";
import type { Container, Pod } from "./pod/pod.ts";

/**
 * The place that the pull of our first call fills. It stands, whatever another webhook changed since: the pull does not
 * fill another one.
 */
export function findStandingPlace(
  { initContainers, volumes }: Pick<Pod, "initContainers" | "volumes">,
  claim: SharedClaim | undefined,
): Place | undefined {
  const pull = initContainers.find((one) => one.name === PULL_NAME && isPullOfOurs(one));
  const directory = pull && valueIn(pull, "MODEL_EXPRESS_CACHE_DIRECTORY");
  if (pull === undefined || directory === undefined) return undefined;
  const mount = findInnermostMount(pull.mounts, directory);
  const volume = volumes.find(({ name }) => name === mount?.name);
  if (mount === undefined || volume === undefined) return undefined;
  const inner = join(mount.subPath, relativeTo(mount.mountPath, directory) ?? "");
  const place = { volumeName: volume.name, inner, source: volume.source, newVolume: undefined };
  return valueIn(pull, "MODEL_EXPRESS_NO_SHARED_STORAGE") === "true"
    ? { ...place, mode: "stream", isReadOnly: false, isUnwritable: false }
    : { ...place, mode: "shared", isReadOnly: claim?.isReadOnly === true, isUnwritable: mount.isReadOnly };
}

function valueIn({ env }: Container, variable: string): string | undefined {
  return env.find(({ name }) => name === variable)?.value;
}
