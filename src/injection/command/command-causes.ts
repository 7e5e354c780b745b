import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import type { ContainerText } from "../pod/environment.ts";
import type { ExpansionBudget } from "../pod/expansion-budget.ts";
import type { Cause } from "./cause.ts";
import { causesInImage } from "./image-variables.ts";
import { causeInProgram, causeInWrapper } from "./programs.ts";
import { type CommandLine, simpleCommands } from "./simple-commands.ts";
import type { StartedEngine } from "./started-engine.ts";

/** Enough for a warning and for the rule. */
const MOST_CAUSES = 16;

/** What keeps a container online: its programs, its engines' flags, its variables' sources and its start hook. */
export function findCommandCauses(
  line: CommandLine,
  engines: readonly StartedEngine[],
  { container, hook }: { readonly container: ContainerText; readonly hook: readonly Cause[] },
): readonly Cause[] {
  const hasCommand = container.command.length > 0;
  const started = new Set(engines.map(({ command }) => command));
  const others = [...line.inert, ...line.commands.filter((command) => !started.has(command)).map(({ words }) => words)];
  const unreadCause: readonly Cause[] = line.isUnread ? [{ word: "the command", why: "unread" }] : [];
  const causes = [
    ...unreadCause,
    ...line.wrappers.flatMap((words) => causeInWrapper(words, hasCommand) ?? []),
    ...engines.flatMap((engine) => engine.causes),
    ...others.flatMap((words) => causeInProgram(words) ?? []),
    ...(engines.length === 0 ? [] : causesInImage(findGaps(line, engines))),
    ...causesInSources(container),
    ...hook,
  ];
  const distinct = new Map(causes.map((cause) => [cause.word, cause]));
  return [...distinct.values()].slice(0, MOST_CAUSES);
}

/** What a start hook runs, and what of it keeps the container online. */
export interface HookReading {
  readonly programs: readonly (readonly string[])[];
  readonly causes: readonly Cause[];
}

/** Programs of the start hook get the engine's variables. If one fails, the kubelet kills the container. */
export function readHook(container: ContainerText, environment: Environment, budget: ExpansionBudget): HookReading {
  const { startHook = [] } = container;
  if (startHook.length === 0) return { programs: [], causes: [] };
  const line = simpleCommands({ ...container, command: startHook, args: [] }, environment, budget);
  const programs = [...line.inert, ...line.commands.map(({ words }) => words)];
  const unread: readonly Cause[] = line.isUnread ? [{ word: "postStart", why: "unread" }] : [];
  return { programs, causes: [...unread, ...programs.flatMap((words) => causeInProgram(words) ?? [])] };
}

/** A ConfigMap, or a Secret that does not hold just a token, may define any variable. */
function causesInSources({ hasEnvFrom, hasOnlyTokens = false }: ContainerText): readonly Cause[] {
  return hasEnvFrom && !hasOnlyTokens ? [{ word: "envFrom", why: "source" }] : [];
}

/** The undefined variables in the engines' words, and in the conditions that decide about them. */
function findGaps({ conditions }: CommandLine, engines: readonly StartedEngine[]): ReadonlySet<string> {
  return new Set([...engines.flatMap(({ command }) => [...command.gaps]), ...conditions]);
}
