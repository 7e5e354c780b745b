import { relativeTo } from "../kubernetes/path.ts";
import type { CacheSetting, TargetSetting } from "./cache/cache-setting.ts";
import type { SharedClaim } from "./cache/claim.ts";
import { type Place, VOLUME_NAME } from "./cache/places.ts";
import type { Cause } from "./command/cause.ts";
import { baseName } from "./command/engine.ts";
import { isOfflineAlready } from "./offline.ts";
import type { Container, Pod } from "./pod/pod.ts";
import type { Target } from "./target/target.ts";
import { aboutContainer, type Warning } from "./warning.ts";

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
  const uid = readUser({ security }, pod);
  if (uid === undefined || uid === SERVER_UID || (uid === 0 && !dropsCapabilities)) return undefined;
  return { word: `uid ${uid}`, why: "unwritable" };
}

function readUser({ security }: Pick<Container, "security">, pod: Pod): number | undefined {
  return security.runAsUser ?? pod.security.runAsUser;
}

/** A claim of the pod's namespace that the pod would get. */
export interface WantedClaim {
  readonly pod: Pod;
  readonly claim: SharedClaim;
  /** The uid that the platform gives to all pods of the namespace. */
  readonly platformUser: number | undefined;
}

/** A target that would get the claim. */
export interface ClaimReader extends TargetSetting {
  /** Whether our variables would make it offline, if it can write. */
  readonly becomesOffline: boolean;
}

/**
 * The rule: an online container gets the claim only if it can write there. Online, `huggingface_hub` up to 0.36 makes
 * the folder of a lock at every look-up (`file_download.py`), of cached files too, and newer ones where a file is
 * missing. Warns of the first container that cannot.
 */
export function refuseUnwritable(wanted: WantedClaim, readers: readonly ClaimReader[]): Warning | undefined {
  for (const reader of readers) {
    const why = isUsers(reader.setting) ? undefined : explainRefusal(wanted, reader);
    if (why !== undefined) {
      return aboutContainer(reader.target.container.name, { code: "ClaimNotWritable", detail: why });
    }
  }
  return undefined;
}

/** Whether the user chose the directory, which it would read without us as well. */
function isUsers(setting: CacheSetting): boolean {
  if (setting.kind === "own") return setting.volume.name !== VOLUME_NAME;
  return setting.kind !== "none" && setting.kind !== "occupied";
}

function explainRefusal(
  { pod, claim, platformUser }: WantedClaim,
  { target, becomesOffline }: ClaimReader,
): string | undefined {
  const { container, runtime } = target;
  const foreigner = findForeigner(container, pod);
  // A claim's server is in the claim's namespace, so the platform gives it this user, too.
  const isServers = platformUser !== undefined && readUser(container, pod) === platformUser;
  if (foreigner !== undefined && !isServers) {
    return `${foreigner.word} may be unable to write to claim ${claim.name}; run it as the server's uid, or set mode: shared if it can`;
  }
  const volume = pod.volumes.find(({ claimName }) => claimName === claim.name);
  if (claim.isUnwritable || volume?.isReadOnly === true) {
    return `claim ${claim.name} is read-only for the pull too; if it has the models, set mode: shared and offline: always`;
  }
  const isOffline = runtime.variables.has("HF_HUB_OFFLINE") ? isOfflineAlready(runtime) : becomesOffline;
  const mount = container.mounts.find(
    ({ name, subPath, subPathExpr }) =>
      name === volume?.name && subPathExpr === "" && relativeTo(subPath, claim.subPath) !== undefined,
  );
  if (isOffline) return undefined;
  const switcher = findSwitcher(target);
  if (switcher !== undefined) {
    return `${switcher} may start it as a user who cannot write to claim ${claim.name}; set runAsUser instead, or mode: shared if it can`;
  }
  if (!(mount?.isReadOnly ?? claim.isReadOnly)) return undefined;
  return `it is online and would have claim ${claim.name} read-only; if it needs nothing else, set offline: always`;
}

/** Programs that start another one as another user, with their variables. */
const SWITCHERS = new Set(["gosu", "su-exec", "setpriv", "runuser", "chroot", "capsh", "sudo"]);

function findSwitcher({ detection }: Target): string | undefined {
  for (const { command, args } of detection.started?.engines ?? []) {
    const wrappers = command.words.slice(0, command.words.length - args.length);
    const switcher = wrappers.map(baseName).find((name) => SWITCHERS.has(name));
    if (switcher !== undefined) return switcher;
  }
  return undefined;
}

/** The setting of a container that mounts the withheld claim at our path: nothing is streamed into the server's cache. */
export function withoutClaim(setting: CacheSetting, { name }: SharedClaim): CacheSetting {
  if (setting.kind !== "occupied" || setting.there?.volume.claimName !== name) return setting;
  return { ...setting, there: undefined };
}
