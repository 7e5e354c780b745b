import { type FlagKind, type FlagTables, kindOfFlag } from "./engines/flag-table.ts";

/** A flag of a command line, parsed like argparse and click do. */
export interface Flag {
  /** With its dashes. Underscores are normalized to dashes (`--model_path` is `--model-path`). */
  readonly name: string;
  /** The words that are its values, as far as the tables know. */
  readonly values: readonly string[];
  /** The index of its first value; of the flag itself for `--flag=value`, or without a value. */
  readonly position: number;
  /** The kind from the engine's parser; `undefined` for an unknown flag. */
  readonly kind: FlagKind | undefined;
}

/** A command line, split into flags and other words. */
export interface Arguments {
  readonly flags: readonly Flag[];
  /** The indexes of the words that are neither a flag nor a flag's value. */
  readonly free: readonly number[];
}

/**
 * Parses `--flag value` and `--flag=value`. A word that begins with a dash is a flag and never a value, unless it is
 * a number.
 */
export function readArguments(args: readonly string[], tables: FlagTables): Arguments {
  const flags: Flag[] = [];
  const free: number[] = [];
  for (let at = 0; at < args.length; ) {
    const word = args[at] ?? "";
    if (!isFlag(word)) {
      free.push(at++);
      continue;
    }
    const flag = flagAt(args, at, tables);
    flags.push(flag);
    at = word.includes("=") ? at + 1 : at + 1 + flag.values.length;
  }
  return { flags, free };
}

const NUMBER = /^-\.?\d/;

export function isFlag(word: string): boolean {
  return word.length > 1 && word.startsWith("-") && !NUMBER.test(word);
}

/** The name of a flag in a word such as `--flag` or `--flag=value`. */
function flagName(word: string): string {
  const equals = word.indexOf("=");
  const name = equals < 0 ? word : word.slice(0, equals);
  return name.includes("_") ? name.replaceAll("_", "-") : name;
}

/** `--speculative-config` for `--speculative-config.model`, which sets a key of its JSON. */
export function baseFlag(name: string): string {
  const dot = name.indexOf(".");
  return dot < 0 ? name : name.slice(0, dot);
}

function flagAt(args: readonly string[], at: number, tables: FlagTables): Flag {
  const word = args[at] ?? "";
  const name = flagName(word);
  const kind = kindOfFlag(tables, name) ?? dottedKind(tables, name);
  const equals = word.indexOf("=");
  if (equals >= 0) return { name, values: [word.slice(equals + 1)], position: at, kind };
  const values = valuesBehind(args, at + 1, mostValues(name, kind));
  return { name, values, position: values.length === 0 ? at : at + 1, kind };
}

function dottedKind(tables: FlagTables, name: string): FlagKind | undefined {
  const base = baseFlag(name);
  return base === name || kindOfFlag(tables, base) === undefined ? undefined : { value: "text", isMany: false };
}

/** Prefixes that parsers use for switches only. */
const SWITCH = /^--(?:enable|disable|no)-/;

/** An unknown flag takes all the words that it may take, so that none of them is mistaken for something else. */
function mostValues(name: string, kind: FlagKind | undefined): number {
  if (kind === undefined) return SWITCH.test(name) ? 0 : Number.POSITIVE_INFINITY;
  if (kind.isMany) return Number.POSITIVE_INFINITY;
  return kind.value === "switch" ? 0 : 1;
}

function valuesBehind(args: readonly string[], start: number, most: number): readonly string[] {
  let end = start;
  while (end < args.length && end - start < most && !isFlag(args[end] ?? "")) end++;
  return args.slice(start, end);
}

export interface ValuedFlag {
  readonly name: string;
  readonly value: string;
  readonly position: number;
}

/** The last of these flags with a value: in argparse later ones override. */
export function lastFlag(flags: readonly Flag[], names: ReadonlySet<string>): ValuedFlag | undefined {
  const flag = flags.findLast(({ name, values }) => values.length > 0 && names.has(name));
  const [value] = flag?.values ?? [];
  return flag === undefined || value === undefined ? undefined : { name: flag.name, value, position: flag.position };
}
