import { type JsonObject, member, objectAt } from "../../../../src/kubernetes/json.ts";

/** As whom a container's process runs, and what the kernel lets it do. */
export interface Identity {
  readonly uid: number;
  /** The uid's number, when it is not said. */
  readonly gid?: number;
  readonly groups?: readonly number[];
  /** The only ones that a process can have, whoever it is; without the list, root's. */
  readonly capabilities?: readonly string[];
}

/** The command that becomes somebody else and then runs the words after it. Needs root. */
export function commandAs({ uid, gid = uid, groups = [], capabilities }: Identity): readonly string[] {
  const membership = groups.length > 0 ? `--groups=${groups.join(",")}` : "--clear-groups";
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, membership, ...(capabilities ? limited(capabilities) : [])];
}

// As a container engine: what is not in the bounding set cannot be had by executing a file, not even by root.
function limited(capabilities: readonly string[]): readonly string[] {
  const kept = ["-all", ...capabilities.map((name) => `+${name.toLowerCase()}`)].join(",");
  return [`--bounding-set=${kept}`, "--inh-caps=-all", "--ambient-caps=-all", "--no-new-privs"];
}

/** As whom the kubelet runs a container of a pod; the image names a user for those that say nothing. */
export function identityOf(spec: JsonObject, container: JsonObject, imageUser: number): Identity {
  const [ofPod, own] = [objectAt(spec, "securityContext"), objectAt(container, "securityContext")];
  const both = { ...ofPod, ...own };
  const uid = numberAt(both, "runAsUser") ?? imageUser;
  if (member(both, "runAsNonRoot") === true && uid === 0) throw new Error("the kubelet refuses to run root");
  const gid = numberAt(both, "runAsGroup") ?? (uid === imageUser ? uid : 0);
  const fsGroup = numberAt(ofPod, "fsGroup");
  const capabilities = objectAt(own, "capabilities");
  return {
    uid,
    gid,
    groups: fsGroup === undefined ? [] : [fsGroup],
    ...limitOf(textsAt(capabilities, "drop"), textsAt(capabilities, "add")),
  };
}

/** What container runtimes give to a container that asks for nothing. */
const USUAL = `AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP
  SETUID SYS_CHROOT`.split(/\s+/);

function limitOf(dropped: readonly string[], added: readonly string[]): Pick<Identity, "capabilities"> {
  if (dropped.length === 0) return {};
  const kept = dropped.includes("ALL") ? [] : USUAL.filter((name) => !dropped.includes(name));
  return { capabilities: [...kept, ...added] };
}

function numberAt(object: JsonObject, key: string): number | undefined {
  const value = member(object, key);
  return typeof value === "number" ? value : undefined;
}

export function textsAt(object: JsonObject, key: string): readonly string[] {
  const value = member(object, key);
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];
}
