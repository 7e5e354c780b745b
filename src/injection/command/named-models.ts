import { adapterModels } from "./adapters.ts";
import { DRAFT_KEYS, isModelless, overrideModels, speculativeConfigModels } from "./draft-models.ts";
import type { Engine } from "./engine.ts";
import { classOfFlag } from "./flag-classes.ts";
import { type Arguments, baseFlag, type Flag, lastFlag, type ValuedFlag } from "./flags.ts";
import { classifyModel, type ModelReference, needsEvaluation, unknownModel } from "./model-reference.ts";
import { findPositional } from "./positional.ts";

const MODEL = ["--model", "--model-path"];
const REVISION = ["--hf-revision", "--revision"];
const LOAD_FORMAT = ["--load-format"];
const SPECULATIVE_CONFIG = ["--speculative-config", "-sc"];
const SPECULATIVE_METHOD = ["--speculative-config.method", "-sc.method"];
const OVERRIDES = ["--override-engine-args"];

/**
 * Flags that name one model, and flags with its revision. The first that is set counts. Excludes flags for display
 * names.
 */
interface Names {
  readonly model: readonly string[];
  readonly revision: readonly string[];
}

const DRAFTS: readonly Names[] = [
  {
    model: ["--speculative-draft-model-path", "--speculative-draft-model", "--speculative-model", "--spec-model"],
    revision: ["--speculative-draft-model-revision"],
  },
  { model: ["--speculative-config.model", "-sc.model"], revision: ["--speculative-config.revision", "-sc.revision"] },
];
/**
 * vLLM and SGLang read the tokenizer and a separate configuration at the model's revision unless they have their own.
 */
const COMPANIONS: readonly Names[] = [
  { model: ["--tokenizer", "--tokenizer-path"], revision: ["--tokenizer-revision", ...REVISION] },
  { model: ["--hf-config-path"], revision: REVISION },
];

interface Named {
  readonly position: number;
  readonly references: readonly ModelReference[];
}

/** Lists the models in an engine's arguments, in order of appearance. */
export function modelsOfEngine(engine: Engine, args: Arguments): readonly ModelReference[] {
  const main = (engine.takesPositional ? positionalModel(engine, args) : undefined) ?? flaggedModel(args.flags, engine);
  const files = args.flags.filter(({ name }) => classOfFlag(name) === "file").map(configured);
  const rest = main === undefined && files.length === 0 ? hidden(engine, args) : undefined;
  return inOrder([main, ...files, rest, ...otherModels(args.flags)]);
}

/** Lists the models in the flags of any other program. */
export function modelsOfFlags(flags: readonly Flag[]): readonly ModelReference[] {
  const main = named(flags, { model: MODEL, revision: REVISION });
  return main === undefined ? [] : inOrder([main, ...otherModels(flags)]);
}

/** The value of `--load-format`, as written. */
export function loadFormat(flags: readonly Flag[]): string | undefined {
  return last(flags, LOAD_FORMAT)?.value;
}

function inOrder(named: readonly (Named | undefined)[]): readonly ModelReference[] {
  return named
    .filter((one) => one !== undefined)
    .sort((a, b) => a.position - b.position)
    .flatMap(({ references }) => references);
}

function positionalModel(engine: Engine, args: Arguments): Named | undefined {
  const found = findPositional(args);
  if (found === undefined) return undefined;
  if ("position" in found) {
    const model = engine.args[found.position] ?? "";
    const reference = classifyModel(model, findRevision(args.flags, revisionFlags(engine)), engine.name);
    return { position: found.position, references: [reference] };
  }
  const isElsewhere = args.flags.some(({ name, values }) => values.length > 0 && mayNameModel(name));
  return isElsewhere ? undefined : { position: 0, references: [unknownModel(found.unclear, engine.name)] };
}

function mayNameModel(name: string): boolean {
  return MODEL.includes(name) || classOfFlag(name) === "file";
}

function flaggedModel(flags: readonly Flag[], engine: Engine): Named | undefined {
  return named(flags, { model: MODEL, revision: revisionFlags(engine) });
}

/** In `dynamo.trtllm`, `--revision` is for diffusion only (ai-dynamo 1.6.1, `trtllm/backend_args.py`). */
function revisionFlags({ name }: Engine): readonly string[] {
  return name.startsWith("dynamo.trtllm") ? [] : REVISION;
}

/** A file that admission cannot read may name the model, or, beside a model, a draft or a tokenizer. */
function configured({ name, values: [file = ""], position }: Flag): Named {
  return { position, references: [unknownModel(file, name)] };
}

/**
 * No model is named, but an unknown word may contain all of the arguments, as in `dynamo.vllm $ARGUMENTS`, or the
 * arguments are cut off by a slip in the quotes, as by the `\\` in `dynamo.vllm \\`.
 */
function hidden({ args, name }: Engine, { free }: Arguments): Named | undefined {
  const position = free.find((at) => needsEvaluation(args[at] ?? ""));
  return position === undefined ? undefined : { position, references: [unknownModel(args[position] ?? "", name)] };
}

function otherModels(flags: readonly Flag[]): readonly (Named | undefined)[] {
  const hasNoDraft = isModelless(last(flags, SPECULATIVE_METHOD)?.value);
  return [
    ...COMPANIONS.map((names) => named(flags, names)),
    ...DRAFTS.map((names) => (hasNoDraft ? undefined : named(flags, names))),
    ...flags.filter(isDottedDraft).map(dottedDraft),
    ...flags.filter(({ name }) => classOfFlag(name) === "adapter").map(adapters),
    read(last(flags, SPECULATIVE_CONFIG), speculativeConfigModels),
    read(last(flags, OVERRIDES), overrideModels),
  ];
}

function named(flags: readonly Flag[], names: Names): Named | undefined {
  const flag = last(flags, names.model);
  if (flag === undefined || isModelless(flag.value)) return undefined;
  const reference = classifyModel(flag.value, findRevision(flags, names.revision), flag.name);
  return { position: flag.position, references: [reference] };
}

/**
 * Whether it is a dotted draft flag: `--trtllm.speculative_config.speculative_model_dir org/draft`
 * (`dynamic_flags.py` in ai-dynamo 1.6.1).
 */
function isDottedDraft({ name }: Flag): boolean {
  return baseFlag(name) === "--trtllm" && DRAFT_KEYS.includes(lastKey(name));
}

function lastKey(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1).replaceAll("-", "_");
}

function dottedDraft({ name, values: [value = ""], position }: Flag): Named {
  return { position, references: [classifyModel(value, undefined, name)] };
}

function adapters(flag: Flag): Named {
  return { position: flag.position, references: adapterModels(flag) };
}

function read(flag: ValuedFlag | undefined, models: (flag: ValuedFlag) => readonly ModelReference[]) {
  return flag && { position: flag.position, references: models(flag) };
}

function findRevision(flags: readonly Flag[], names: readonly string[]): string | undefined {
  for (const name of names) {
    const revision = last(flags, [name])?.value;
    if (revision !== undefined) return revision;
  }
  return undefined;
}

function last(flags: readonly Flag[], names: readonly string[]): ValuedFlag | undefined {
  return lastFlag(flags, new Set(names));
}
