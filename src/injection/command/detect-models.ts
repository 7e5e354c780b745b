import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { isKnown, UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import type { ContainerText } from "../pod/environment.ts";
import type { ExpansionBudget } from "../pod/expansion-budget.ts";
import type { Cause } from "./cause.ts";
import { findCommandCauses, readHook } from "./command-causes.ts";
import type { Detection } from "./detection.ts";
import { namesEngine } from "./engine.ts";
import { findDefaultHome } from "./filled-cache.ts";
import { readArguments } from "./flags.ts";
import { isTool, startedProgram } from "./inert.ts";
import { markMade } from "./made-directories.ts";
import { type ModelReference, unknownModel } from "./model-reference.ts";
import { detectMultinode, startsRay } from "./multinode.ts";
import { loadFormat, modelsOfFlags } from "./named-models.ts";
import { listOtherCommands } from "./other-commands.ts";
import { listRemoved } from "./removed-paths.ts";
import { mergeChanges } from "./runtime-variables.ts";
import { type CommandLine, type StartedCommand, simpleCommands } from "./simple-commands.ts";
import { findStartedEngine, type StartedEngine } from "./started-engine.ts";
import type { StatedServer } from "./stated-server.ts";

/** Finds the models that a container's command loads. Pure and bounded, runs nothing, and never throws. */
export function detectModels(container: ContainerText, environment: Environment, budget: ExpansionBudget): Detection {
  const line = simpleCommands(container, environment, budget);
  const namesAnEngine = line.argv.some(namesEngine);
  if (line.isTooLong && namesAnEngine) return unread(line);
  const hasCommand = container.command.length > 0;
  const engines = line.commands.flatMap((command) => findStartedEngine(command, hasCommand) ?? []);
  const detection = detectInEngines(engines);
  // The image may define a variable that the command uses, which may contain the model.
  const isUnclear = line.isUnread || line.assumedUnset.size > 0;
  if (isUnclear && detection.models.length === 0 && !detection.needsNoWeights && namesAnEngine) return unread(line);
  const found = engines.length > 0 ? detection : detectInPrograms(line);
  const hook = readHook(container, environment, budget);
  const staysOnline = findCommandCauses(line, engines, { container, hook: hook.causes });
  const removed = listRemoved(
    [...listOtherCommands(line, engines), ...hook.programs],
    [...[...container.command, ...container.args], ...(container.startHook ?? [])],
  );
  return {
    ...found,
    models: markMade(found.models, line, engines),
    ...(engines.length === 0 ? {} : { started: { engines, argv: line.argv, isUnread: line.isUnread } }),
    ...findMultinode(line, found.startsEngine),
    ...(staysOnline.length === 0 ? {} : { staysOnline }),
    ...(removed.length === 0 ? {} : { removed }),
    ...listAssumptions(line, container),
    ...findSurroundings(line, engines, container),
    ...findDefaultHome(line, engines),
  };
}

/** A script starts its engines in one or two. */
const MOST_DIRECTORIES = 8;

/** The address, variables and directories that the command sets for its engines, or for other programs without one. */
function findSurroundings(
  { argv, commands }: CommandLine,
  engines: readonly StartedEngine[],
  { command, args }: ContainerText,
): Pick<Detection, "server" | "changes" | "directories"> {
  const started: readonly StartedCommand[] = engines.length === 0 ? commands : engines.map(({ command }) => command);
  const texts = [...argv, ...command, ...args];
  const server = engines
    .map((engine) => engine.server)
    .find((stated) => stated !== undefined && !isOurs(stated, texts));
  const changes = mergeChanges(started.map((command) => command.changes));
  const directories = [...new Set(started.flatMap(({ directory }) => directory ?? []))].filter((path) => path !== ".");
  return {
    ...(server === undefined ? {} : { server }),
    ...(changes.length === 0 ? {} : { changes }),
    ...(directories.length === 0 ? {} : { directories: directories.slice(0, MOST_DIRECTORIES) }),
  };
}

const OUR_ADDRESS = /\$[{(]?(?:MODEL_EXPRESS_URL|MX_SERVER_ADDRESS)\b/;

/** Whether the command hands the address of its own variable on, by the shell or by Kubernetes. */
function isOurs({ value }: StatedServer, texts: readonly string[]): boolean {
  return !isKnown(value) && texts.some((text) => OUR_ADDRESS.test(text));
}

function listAssumptions(
  { assumedUnset }: CommandLine,
  { hasEnvFrom }: ContainerText,
): Pick<Detection, "assumedUnset"> {
  return hasEnvFrom && assumedUnset.size > 0 ? { assumedUnset: [...assumedUnset] } : {};
}

/** Whether the program itself is unknown at admission, as in `sh -c "$(SCRIPT)"`. */
function isHidden({ argv, commands }: CommandLine): boolean {
  return (
    argv.length > 1 && commands.some(({ words }) => words.includes(UNKNOWN) && startedProgram(words) === undefined)
  );
}

function unread({ argv }: CommandLine): Detection {
  const isKnownEngine = argv.some(namesEngine);
  const staysOnline: readonly Cause[] = [{ word: "the command", why: "unread" }];
  return { startsEngine: isKnownEngine, isKnownEngine, models: [unknownModel(argv.join(" "), "-c")], staysOnline };
}

function findMultinode(
  { commands, inert, wrappers }: CommandLine,
  startsEngine: boolean,
): Pick<Detection, "multinode" | "isRayRank"> {
  const started = [...commands.map(({ words }) => words), ...inert, ...wrappers];
  const found = detectMultinode(started, startsEngine);
  if (found === undefined) return {};
  return found === "rank" && started.some(startsRay) ? { multinode: found, isRayRank: true } : { multinode: found };
}

function detectInEngines(engines: readonly StartedEngine[]): Detection {
  const loading = engines.filter(({ kind }) => kind !== "router");
  const delivery =
    loading.find((engine) => engine.delivery?.kind === "none") ?? loading.find((engine) => engine.delivery);
  return {
    startsEngine: loading.length > 0,
    isKnownEngine: loading.length > 0,
    ...(engines.every(({ needsNoWeights }) => needsNoWeights) && engines.length > 0 ? { needsNoWeights: true } : {}),
    ...(delivery?.delivery === undefined ? {} : { delivery: delivery.delivery }),
    models: distinct(loading.flatMap(({ models }) => models)),
    ...findAgreedFormat(loading.map(({ format }) => format)),
    ...findDownloadDirectory(loading),
  };
}

function findDownloadDirectory(engines: readonly StartedEngine[]): Pick<Detection, "downloadDirectory"> {
  const directory = engines.map((engine) => engine.downloadDirectory).find((value) => value !== undefined);
  return directory === undefined ? {} : { downloadDirectory: directory };
}

function detectInPrograms(line: CommandLine): Detection {
  const programs = line.commands
    .filter(({ words }) => !isTool(words))
    .map(({ words }) => readArguments(words, []).flags)
    .map((flags) => ({ models: modelsOfFlags(flags), format: loadFormat(flags) }))
    .filter(({ models }) => models.length > 0);
  const models = distinct(programs.flatMap(({ models, format }) => (format === "dummy" ? [] : models)));
  return {
    startsEngine: programs.length > 0,
    isKnownEngine: false,
    ...(programs.length > 0 && programs.every(({ format }) => format === "dummy") ? { needsNoWeights: true } : {}),
    models: models.length === 0 && isHidden(line) ? unread(line).models : models,
    ...findAgreedFormat(programs.map(({ format }) => format)),
  };
}

function findAgreedFormat(formats: readonly (string | undefined)[]): { loadFormat?: string } {
  const [first] = formats;
  const isAgreed = first !== undefined && isKnown(first) && formats.every((format) => format === first);
  return isAgreed ? { loadFormat: first } : {};
}

function distinct(models: readonly ModelReference[]): readonly ModelReference[] {
  const byContent = new Map<string, ModelReference>();
  for (const model of models) {
    const { flag: _, ...content } = model;
    const key = JSON.stringify(content);
    if (!byContent.has(key)) byContent.set(key, model);
  }
  return [...byContent.values()];
}
