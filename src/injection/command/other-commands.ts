import type { CommandLine } from "./simple-commands.ts";
import type { StartedEngine } from "./started-engine.ts";

/** The words of each command of a container that starts none of its engines. */
export function listOtherCommands(
  { commands, inert }: CommandLine,
  engines: readonly StartedEngine[],
): readonly (readonly string[])[] {
  const starting = new Set(engines.map(({ command }) => command));
  return [...inert, ...commands.filter((command) => !starting.has(command)).map(({ words }) => words)];
}
