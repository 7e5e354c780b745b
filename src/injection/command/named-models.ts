import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { isModelless, overrideModels, speculativeConfigModels } from "./draft-models.ts";
import type { Engine } from "./engine.ts";
import { type Flag, lastFlag, readFlags, type ValuedFlag } from "./flags.ts";
import { classifyModel, type ModelReference, unknownModel } from "./model-reference.ts";
import { findPositional, isFreeWord } from "./positional.ts";

const MODEL = new Set(["--model", "--model-path"]);
const REVISION = new Set(["--revision"]);
const CONFIG = new Set(["--config"]);
const LOAD_FORMAT = new Set(["--load-format"]);
const SPECULATIVE_CONFIG = new Set(["--speculative-config", "-sc"]);
const SPECULATIVE_METHOD = new Set(["--speculative-config.method", "-sc.method"]);
const OVERRIDES = new Set(["--override-engine-args"]);

/** Flags that name one model each, and the flag with its revision. Display names are on no such list. */
const OTHER_MODELS = [
  { model: new Set(["--tokenizer", "--tokenizer-path"]), revision: new Set(["--tokenizer-revision"]) },
  {
    model: new Set(["--speculative-draft-model-path", "--speculative-draft-model", "--speculative-model"]),
    revision: new Set(["--speculative-draft-model-revision"]),
  },
];
const DOTTED = {
  model: new Set(["--speculative-config.model", "-sc.model"]),
  revision: new Set(["--speculative-config.revision", "-sc.revision"]),
};

interface Named {
  readonly position: number;
  readonly references: readonly ModelReference[];
}

/** What an engine's arguments name, in order of appearance. */
export function modelsOfEngine({ args, name, takesPositional }: Engine): readonly ModelReference[] {
  const flags = readFlags(args);
  const main = (takesPositional ? positionalModel(args, flags, name) : undefined) ?? flaggedModel(flags);
  const file = configured(flags);
  const rest = main === undefined && file === undefined ? hidden(args, name) : undefined;
  return inOrder([main, file, rest, ...otherModels(flags)]);
}

/** What the flags of any other program name. */
export function modelsOfFlags(flags: readonly Flag[]): readonly ModelReference[] {
  const main = flaggedModel(flags);
  return main === undefined ? [] : inOrder([main, ...otherModels(flags)]);
}

/** The value of `--load-format`, as written. */
export function loadFormat(args: readonly string[]): string | undefined {
  return lastFlag(readFlags(args), LOAD_FORMAT)?.value;
}

function inOrder(named: readonly (Named | undefined)[]): readonly ModelReference[] {
  return named
    .filter((one) => one !== undefined)
    .sort((a, b) => a.position - b.position)
    .flatMap(({ references }) => references);
}

function positionalModel(args: readonly string[], flags: readonly Flag[], name: string): Named | undefined {
  const found = findPositional(args);
  if (found === undefined) return undefined;
  if ("position" in found) {
    const model = args[found.position] ?? "";
    return { position: found.position, references: [classifyModel(model, revisionOf(flags, REVISION), name)] };
  }
  if (lastFlag(flags, MODEL) !== undefined || lastFlag(flags, CONFIG) !== undefined) return undefined;
  return { position: 0, references: [unknownModel(found.unclear, name)] };
}

function flaggedModel(flags: readonly Flag[]): Named | undefined {
  return named(flags, { model: MODEL, revision: REVISION });
}

/** A file that admission cannot read may name the model, or beside a model a draft or a tokenizer. */
function configured(flags: readonly Flag[]): Named | undefined {
  const file = lastFlag(flags, CONFIG);
  return file && { position: file.position, references: [unknownModel(file.value, file.name)] };
}

/** Nothing names a model, but a word that is unknown may be all of the arguments, as in `dynamo.vllm $ARGUMENTS`. */
function hidden(args: readonly string[], name: string): Named | undefined {
  const position = args.findIndex((word, at) => !isKnown(word) && isFreeWord(args, at));
  return position < 0 ? undefined : { position, references: [unknownModel(args[position] ?? "", name)] };
}

function otherModels(flags: readonly Flag[]): readonly (Named | undefined)[] {
  return [
    ...OTHER_MODELS.map((names) => named(flags, names)),
    dottedDraft(flags),
    read(lastFlag(flags, SPECULATIVE_CONFIG), speculativeConfigModels),
    read(lastFlag(flags, OVERRIDES), overrideModels),
  ];
}

interface Names {
  readonly model: ReadonlySet<string>;
  readonly revision: ReadonlySet<string>;
}

function named(flags: readonly Flag[], names: Names): Named | undefined {
  const flag = lastFlag(flags, names.model);
  if (flag === undefined || isModelless(flag.value)) return undefined;
  const reference = classifyModel(flag.value, revisionOf(flags, names.revision), flag.name);
  return { position: flag.position, references: [reference] };
}

function dottedDraft(flags: readonly Flag[]): Named | undefined {
  return isModelless(lastFlag(flags, SPECULATIVE_METHOD)?.value) ? undefined : named(flags, DOTTED);
}

function read(flag: ValuedFlag | undefined, models: (flag: ValuedFlag) => readonly ModelReference[]) {
  return flag && { position: flag.position, references: models(flag) };
}

function revisionOf(flags: readonly Flag[], names: ReadonlySet<string>): string | undefined {
  return lastFlag(flags, names)?.value;
}
