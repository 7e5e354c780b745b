import type { Place } from "./cache/places.ts";
import type { MatchedCandidate } from "./candidate.ts";
import type { Cause } from "./command/cause.ts";
import type { Container } from "./pod/pod.ts";
import { takesRevisions } from "./pull-image.ts";
import type { Target } from "./target/target.ts";

type Facts = Pick<MatchedCandidate, "pod" | "found"> & {
  /** The image that pulls, most likely of the server's version. */
  readonly image: string;
};

/**
 * The rule: who may be unable to write `refs/<revision>` on a shared claim stays online. The server leaves only
 * `refs/<commit>` there (Model Express 0.6 and newer), an offline look-up needs the other, and the pull would stop the
 * pod without it.
 */
export function staysWithoutRights(target: Target, place: Place, facts: Facts): Target {
  if (place.mode !== "shared") return target;
  const cause = place.isUnwritable ? READ_ONLY : findForeigner(target.container, facts);
  if (cause === undefined) return target;
  const { detection } = target;
  return { ...target, detection: { ...detection, staysOnline: [...(detection.staysOnline ?? []), cause] } };
}

const READ_ONLY: Cause = { word: "the claim", why: "readonly" };

/** The uid of the servers that the controller deploys, and of Model Express's image since 0.6. */
const SERVER_UID = 1000;

/** The user of a container, if another one than the server's, without its group and without root's rights. */
function findForeigner({ security, dropsCapabilities }: Container, { pod, found, image }: Facts): Cause | undefined {
  if (pod.fsGroup !== undefined) return undefined;
  const isNonRoot = security.runAsNonRoot ?? pod.security.runAsNonRoot ?? false;
  const uid = security.runAsUser ?? pod.security.runAsUser ?? (isNonRoot ? SERVER_UID : undefined);
  const isServers = uid === SERVER_UID && (found.instance?.isDeployed === true || takesRevisions(image));
  if (uid === undefined || isServers || (uid === 0 && !dropsCapabilities)) return undefined;
  return { word: `uid ${uid}`, why: "unwritable" };
}
