import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { baseName } from "./engine.ts";

/**
 * The role of a container in a multinode engine: a leader that starts its ranks by `mpirun` or Ray, or a `rank` that
 * waits to be started and names no model. Ranks with their own command are ordinary engines.
 */
export type Multinode = "mpirun" | "ray" | "rank";

const MPI = new Set(["mpirun", "mpiexec", "orterun", "prterun"]);
const HOSTS = /^--?(?:H|host|hostfile|machinefile|default-hostfile)(?:=(.*))?$/s;

/** @param started all argvs that start a program, including the wrappers of shells */
export function detectMultinode(started: readonly (readonly string[])[], startsEngine: boolean): Multinode | undefined {
  if (started.some(startsRemoteRanks)) return "mpirun";
  const ray = started.filter(startsRay);
  if (startsEngine) return ray.some((words) => words.includes("--head")) ? "ray" : undefined;
  const isRank = ray.length > 0 || started.some((words) => words.some((word) => baseName(word) === "sshd"));
  return isRank ? "rank" : undefined;
}

/** Whether a command is `ray start`, behind any wrapper. */
export function startsRay(words: readonly string[]): boolean {
  return words.some((word, at) => baseName(word) === "ray" && words[at + 1] === "start");
}

function startsRemoteRanks(words: readonly string[]): boolean {
  const start = words.findIndex((word) => MPI.has(baseName(word)));
  return start >= 0 && words.some((word, at) => at > start && namesOthers(word, words[at + 1] ?? ""));
}

/**
 * Whether the hosts are others than this pod: `-H a:8,b:8`, or a hostfile. A single known host is this pod itself.
 */
function namesOthers(word: string, next: string): boolean {
  const found = HOSTS.exec(word);
  if (found === null) return false;
  const hosts = found[1] ?? next;
  return word.includes("file") || hosts.includes(",") || !isKnown(hosts);
}
