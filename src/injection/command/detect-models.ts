import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { isKnown, UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import type { ExpansionBudget } from "../pod/expansion-budget.ts";
import type { Container } from "../pod/pod.ts";
import type { Cause } from "./cause.ts";
import { findDownloadDirectory } from "./download-directory.ts";
import { type Engine, findEngine, namesEngine } from "./engine.ts";
import { readFlags } from "./flags.ts";
import { isTool, startedProgram } from "./inert.ts";
import { type ModelReference, unknownModel } from "./model-reference.ts";
import { loadFormat, modelsOfEngine, modelsOfFlags } from "./named-models.ts";
import { type CommandLine, simpleCommands } from "./simple-commands.ts";

export interface Detection {
  /** A known engine is started, or any other program with a model. */
  readonly startsEngine: boolean;
  /** A known engine is started: `vllm serve`, `python3 -m dynamo.sglang`, … */
  readonly isKnownEngine: boolean;
  /** Only engines without weights are started: mockers, and engines with `--load-format dummy`. */
  readonly needsNoWeights?: true;
  /** Without duplicates. */
  readonly models: readonly ModelReference[];
  /** The value of `--load-format` (`dummy`, `modelexpress`, …), if it is known and all engines agree on it. */
  readonly loadFormat?: string;
  /** The value of `--download-dir`, as far as it is known. */
  readonly downloadDirectory?: string;
  /** What else in the command may reach for the hub. */
  readonly staysOnline?: readonly Cause[];
}

/** Finds the models that a container's command loads. Pure, bounded, and never an evaluation: it never throws. */
export function detectModels(container: Container, environment: Environment, budget: ExpansionBudget): Detection {
  const line = simpleCommands(container, environment, budget);
  if (line.isTooLong) return unread(line);
  const engines = line.commands.map(findEngine).filter((engine) => engine !== undefined);
  const detection = detectionOfEngines(engines);
  if (line.isUnread && detection.models.length === 0 && line.argv.some(namesEngine)) return unread(line);
  if (engines.length > 0) return detection;
  const programs = detectionOfPrograms(line.commands.filter((argv) => !isTool(argv)));
  return programs.models.length === 0 && isHidden(line) ? { ...programs, models: unread(line).models } : programs;
}

/** Whether the program itself comes from where admission cannot see, as in `sh -c "$(SCRIPT)"`. */
function isHidden({ argv, commands }: CommandLine): boolean {
  return argv.length > 1 && commands.some((words) => words.includes(UNKNOWN) && startedProgram(words) === undefined);
}

function unread({ argv }: CommandLine): Detection {
  const isKnownEngine = argv.some(namesEngine);
  return { startsEngine: isKnownEngine, isKnownEngine, models: [unknownModel(argv.join(" "), "-c")] };
}

function detectionOfEngines(engines: readonly Engine[]): Detection {
  const loading = engines.filter(({ kind }) => kind !== "router");
  return {
    startsEngine: loading.length > 0,
    isKnownEngine: loading.length > 0,
    ...(loading.length > 0 && loading.every(isWeightless) ? { needsNoWeights: true as const } : {}),
    models: distinct(loading.flatMap(loadedModels)),
    ...agreed(loading.map(({ args }) => loadFormat(args))),
    ...downloadDirectory(loading),
  };
}

function downloadDirectory(engines: readonly Engine[]): { downloadDirectory?: string } {
  const directory = engines.map(({ args }) => findDownloadDirectory(args)).find((value) => value !== undefined);
  return directory === undefined ? {} : { downloadDirectory: directory };
}

function loadedModels(engine: Engine): readonly ModelReference[] {
  return isWeightless(engine) ? [] : modelsOfEngine(engine);
}

function isWeightless({ kind, args }: Engine): boolean {
  return kind === "mocker" || loadFormat(args) === "dummy";
}

function detectionOfPrograms(commands: readonly (readonly string[])[]): Detection {
  const programs = commands
    .map((argv) => ({ models: modelsOfFlags(readFlags(argv)), format: loadFormat(argv) }))
    .filter(({ models }) => models.length > 0);
  return {
    startsEngine: programs.length > 0,
    isKnownEngine: false,
    ...(programs.length > 0 && programs.every(({ format }) => format === "dummy")
      ? { needsNoWeights: true as const }
      : {}),
    models: distinct(programs.flatMap(({ models, format }) => (format === "dummy" ? [] : models))),
    ...agreed(programs.map(({ format }) => format)),
  };
}

function agreed(formats: readonly (string | undefined)[]): { loadFormat?: string } {
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
