import { type Program, startProgram } from "./program.ts";
import type { RunDirectory } from "./run-directory.ts";
import { commandOf, type ProgramName, type Programs } from "./source.ts";

/** The running programs of one control plane. */
export class ProgramGroup {
  readonly #programs: Programs;
  readonly #directory: RunDirectory;
  readonly #running = new Map<ProgramName, Program>();

  constructor(programs: Programs, directory: RunDirectory) {
    this.#programs = programs;
    this.#directory = directory;
  }

  get pids(): Partial<Record<ProgramName, number>> {
    return Object.fromEntries([...this.#running].map(([name, { pid }]) => [name, pid]));
  }

  /** Aborted when one of those that run now has ended. */
  get someEnded(): AbortSignal {
    return AbortSignal.any([...this.#running.values()].map(({ ended }) => ended));
  }

  canStart(name: ProgramName): boolean {
    return commandOf(name, this.#programs) !== undefined;
  }

  async start(name: ProgramName, flags: readonly string[]): Promise<void> {
    const command = commandOf(name, this.#programs);
    if (command === undefined) {
      throw new Error(`KUBEBUILDER_ASSETS has no ${name}`);
    }
    this.#running.set(name, await startProgram({ name, command, flags }, this.#directory));
  }

  async kill(name: ProgramName): Promise<void> {
    await this.#running.get(name)?.kill();
    this.#running.delete(name);
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.kill(name)));
  }
}
