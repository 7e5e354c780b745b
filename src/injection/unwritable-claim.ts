import type { Place } from "./cache/places.ts";
import type { Cause } from "./command/cause.ts";
import type { Container, Pod } from "./pod/pod.ts";
import type { Target } from "./target/target.ts";

/**
 * The rule: who may be unable to write `refs/<revision>` on a shared claim stays online. The server leaves only
 * `refs/<commit>` there (Model Express 0.6 and newer), an offline look-up needs the other, and the pull would stop the
 * pod without it.
 */
export function staysWithoutRights(target: Target, place: Place, pod: Pod): Target {
  if (place.mode !== "shared") return target;
  const cause = place.isUnwritable ? READ_ONLY : findForeigner(target.container, pod);
  if (cause === undefined) return target;
  const { detection } = target;
  return { ...target, detection: { ...detection, staysOnline: [...(detection.staysOnline ?? []), cause] } };
}

const READ_ONLY: Cause = { word: "the claim", why: "readonly" };

/**
 * The uid of Model Express's image since 0.6, and of the servers that the controller deploys. Servers up to 0.5 run as
 * root, but write the ref themselves.
 */
const SERVER_UID = 1000;

/**
 * The user of a container, if another one than the server's, without root's rights. An `fsGroup` changes nothing: Model
 * Express creates folders that only its uid can write to.
 */
function findForeigner({ security, dropsCapabilities }: Container, pod: Pod): Cause | undefined {
  const uid = security.runAsUser ?? pod.security.runAsUser;
  if (uid === undefined || uid === SERVER_UID || (uid === 0 && !dropsCapabilities)) return undefined;
  return { word: `uid ${uid}`, why: "unwritable" };
}
