import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { MEMORY_FOR_TIME } from "../../control-plane/bed/memory-for-time.ts";
import { type Entrance, startInside } from "./inside.ts";
import { FLAGS, type ProgramName } from "./program-flags.ts";

interface Binaries {
  /** Most of them; the first argument chooses one. */
  readonly programs: string;
  readonly networkPolicies: string;
}

/** The running programs of one node. */
export class NodePrograms {
  readonly #node: Entrance;
  readonly #binaries: Binaries;
  readonly #running = new Map<ProgramName, ChildProcess>();

  constructor(node: Entrance, binaries: Binaries) {
    this.#node = node;
    this.#binaries = binaries;
    mkdirSync(path.join(node.directory, "logs"), { recursive: true });
  }

  start(name: ProgramName): void {
    const command = [...this.#wordsFor(name), ...FLAGS[name]];
    // What containerd starts inherits its environment, and stays in memory beside each pod.
    const variables = name === "containerd" ? {} : MEMORY_FOR_TIME;
    this.#running.set(name, startInside(this.#node, name, { command, variables }));
  }

  /** Ends a program at once. */
  async kill(name: ProgramName): Promise<void> {
    const child = this.#running.get(name);
    if (child === undefined) throw new Error(`${name} does not run`);
    const exit = once(child, "exit");
    process.kill(onlyChildOf(child), "SIGKILL");
    await exit;
    this.#running.delete(name);
  }

  /** Throws with the end of its log if one of them has ended. */
  checkRunning(): void {
    for (const [name, { exitCode, signalCode }] of this.#running) {
      const ending = exitCode ?? signalCode;
      if (ending !== null) throw new Error(`${name} ended with ${ending}: ${this.#endOfLog(name)}`);
    }
  }

  #wordsFor(name: ProgramName): string[] {
    if (name === "containerd") return [name];
    return name === "network-policies" ? [this.#binaries.networkPolicies] : [this.#binaries.programs, name];
  }

  #endOfLog(name: ProgramName): string {
    const log = readFileSync(path.join(this.#node.directory, "logs", `${name}.log`), "utf8");
    return log.trimEnd().split("\n").slice(-15).join("\n");
  }
}

/** The program itself: `nsenter` waits for it outside. */
function onlyChildOf({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());
}
