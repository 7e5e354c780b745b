import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import path from "node:path";
import { untilSuccess } from "../../control-plane/bed/poll.ts";
import { NODE_ADDRESS, NODE_NAME } from "./addresses.ts";
import { makeControlGroups, removeControlGroups, settleProcesses } from "./control-groups.ts";

const script = path.join(import.meta.dirname, "init.sh");

/** Namespaces of the node's own: of mounts, processes, network, host name and cgroups. */
export interface Namespaces {
  /** Process 1 of them, by its number outside. */
  readonly pid: number;
  /** Ends all that is in them. */
  end(): Promise<void>;
}

/** Makes the namespaces, which end with this process at the latest; the error says what the machine refuses. */
export async function makeNamespaces(directory: string): Promise<Namespaces> {
  const groups = makeControlGroups(directory);
  const log = path.join(directory, "init.log");
  const child = spawnInit(groups, { directory, log });
  const ended = new AbortController();
  child.once("exit", () => ended.abort(new Error(`no namespaces for a node: ${readFileSync(log, "utf8").trim()}`)));
  const end = async () => {
    if (!ended.signal.aborted) {
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    }
    await removeControlGroups(groups);
  };
  try {
    await untilSuccess(async () => mustSayReady(log), { timeoutMilliseconds: 30_000, signal: ended.signal });
    settleProcesses(groups);
  } catch (error) {
    await end();
    throw error;
  }
  return { pid: onlyChildOf(child), end };
}

interface Place {
  readonly directory: string;
  readonly log: string;
}

function spawnInit(groups: readonly string[], { directory, log }: Place): ChildProcess {
  const output = openSync(log, "w");
  const join = groups.map((group) => `echo $$ >'${group}/cgroup.procs'`).join(" && ");
  const isolate = "exec unshare --mount --net --pid --uts --cgroup --fork --kill-child";
  // With a socket as its standard input, bash would read .bashrc.
  return spawn("bash", ["--norc", "-c", `${join} && ${isolate} -- bash '${script}'`], {
    // In a process group of its own, out of reach of Ctrl-C: its end is ours to order.
    detached: true,
    env: { ...process.env, STATE: directory, NODE_NAME, NODE_ADDRESS },
    stdio: ["pipe", output, output],
  });
}

function mustSayReady(log: string): void {
  if (!readFileSync(log, "utf8").includes("ready\n")) throw new Error("process 1 is not ready");
}

function onlyChildOf({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());
}
