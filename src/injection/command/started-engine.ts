import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import type { Cause } from "./cause.ts";
import { type Delivery, decideDelivery } from "./delivery.ts";
import { type Engine, findEngine } from "./engine.ts";
import { chooseLoader, findAnchor, type Loader } from "./engine-arguments.ts";
import { causesInVariables, type EngineVariables, flagsOfVariables } from "./engine-variables.ts";
import { type Flag, lastFlag, readArguments } from "./flags.ts";
import { causesInNames, findFoldersByName } from "./model-kinds.ts";
import type { ModelReference } from "./model-reference.ts";
import { loadFormat, modelsOfEngine } from "./named-models.ts";
import { causesInArguments } from "./online-causes.ts";
import { isPeerFormat } from "./peer-formats.ts";
import { causeInWrapper } from "./programs.ts";
import type { StartedCommand, WrittenWord } from "./simple-commands.ts";
import { findStatedServer, type StatedServer } from "./stated-server.ts";

/** What one engine of a container loads. */
export interface StartedEngine {
  readonly command: StartedCommand;
  readonly kind: Engine["kind"];
  /** The name as it is started: `dynamo.vllm`, `vllm serve`. */
  readonly name: string;
  readonly loader: Loader;
  /** The arguments after its name. */
  readonly args: readonly string[];
  /** From variables first, then from arguments. */
  readonly flags: readonly Flag[];
  /** Whether a word that is known only at run time may be any number of arguments. */
  readonly hasHiddenArguments: boolean;
  /** The word after which more arguments can be inserted. */
  readonly anchor: WrittenWord | undefined;
  readonly models: readonly ModelReference[];
  readonly needsNoWeights: boolean;
  readonly delivery: Delivery | undefined;
  readonly format: string | undefined;
  /** The hub directory of weights and tokenizer from a flag of vLLM or SGLang, if set. */
  readonly downloadDirectory: string | undefined;
  readonly server: StatedServer | undefined;
  /** What keeps it online. */
  readonly causes: readonly Cause[];
}

const DOWNLOAD_DIRECTORY = new Set(["--download-dir"]);

/** Finds the engine that a command starts. Without a `command`, the image's entry point precedes the words. */
export function findStartedEngine(command: StartedCommand, hasCommand: boolean): StartedEngine | undefined {
  const found = findEngine(command.words);
  if (found === undefined) return undefined;
  const engine = { ...found, args: [...flagsOfVariables(found, command.variables), ...found.args] };
  const args = readArguments(engine.args, engine.tables);
  const format = loadFormat(args.flags);
  const stated = decideDelivery(engine, args.flags);
  const needsNoWeights = isWeightless(engine, args.flags, format) || isStored(args.flags, format, command.variables);
  const models = needsNoWeights || stated?.kind === "none" ? [] : modelsOfEngine(engine, args);
  const delivery = stated ?? findFoldersByName(models);
  return {
    command,
    kind: engine.kind,
    name: engine.name,
    loader: chooseLoader(engine),
    args: found.args,
    flags: args.flags,
    hasHiddenArguments: command.gaps.size > 0 || found.args.some((word) => !isKnown(word)),
    anchor: findAnchor(found, command),
    models,
    needsNoWeights,
    delivery,
    format,
    downloadDirectory: lastFlag(args.flags, DOWNLOAD_DIRECTORY)?.value,
    // Without the variables, which count by themselves.
    server: findStatedServer(readArguments(found.args, engine.tables).flags),
    causes: [
      ...[causeInWrapper(command.words.slice(0, found.start), hasCommand)].filter((cause) => cause !== undefined),
      ...listCauses(engine, command, delivery),
      ...causesInNames(models),
    ],
  };
}

function listCauses(engine: Engine, { variables }: StartedCommand, delivery: Delivery | undefined): readonly Cause[] {
  if (engine.kind === "router") return [{ word: engine.name, why: "router" }];
  const folders: readonly Cause[] = delivery === undefined ? [] : [{ word: delivery.word, why: "folders" }];
  return [...folders, ...causesInArguments(engine), ...causesInVariables(variables)];
}

const SETTINGS = new Set(["--model-loader-extra-config"]);
const STORED = /"tensorizer_(?:uri|dir)"\s*:\s*"\w+:\/\//;

/** Whether the weights are not those of the repository: nothing but its tokenizer and configuration is read. */
function isStored(flags: readonly Flag[], format: string | undefined, variables: EngineVariables): boolean {
  if (format === undefined) return false;
  if (isPeerFormat(format)) return (variables.get("MX_MODEL_URI") ?? "") !== "";
  return format === "tensorizer" && STORED.test(lastFlag(flags, SETTINGS)?.value ?? "");
}

/** Dynamo's processors tokenize for workers in other pods (`dynamo.vllm --multimodal-processor`, up to 0.9). */
const PROCESSORS = new Set(["--multimodal-processor", "--ec-processor"]);

function isWeightless({ kind }: Engine, flags: readonly Flag[], format: string | undefined): boolean {
  const isProcessor = flags.some(({ name }) => PROCESSORS.has(name));
  return kind === "registrar" || kind === "router" || isProcessor || format === "dummy";
}
