/** What an engine's own parser knows about a flag. */
export interface FlagKind {
  /** A `switch` has no value, a `choice` is a word of a closed list, a `text` is free text. */
  readonly value: "switch" | "number" | "choice" | "text";
  /** Takes all words up to the next flag. */
  readonly isMany: boolean;
}

/** The flags of one program, with dashes, never underscores: `--tensor-parallel-size`, `-tp`. */
export interface FlagTable {
  readonly flags: ReadonlyMap<string, FlagKind>;
  /** Environment variables that stand for flags, as in Dynamo: `DYN_TRTLLM_MODEL` for `--model`. */
  readonly variables: ReadonlyMap<string, string>;
}

/** Words separated by white space. */
interface Words {
  readonly switches: string;
  readonly numbers: string;
  readonly choices: string;
  readonly texts: string;
  readonly manyNumbers?: string;
  readonly manyChoices?: string;
  readonly manyTexts?: string;
  /** `NAME=--flag` each. */
  readonly variables?: string;
}

export function flagTable(words: Words): FlagTable {
  const flags = new Map<string, FlagKind>();
  const add = (text: string | undefined, value: FlagKind["value"], isMany: boolean) => {
    for (const flag of split(text)) flags.set(flag, { value, isMany });
  };
  add(words.switches, "switch", false);
  add(words.numbers, "number", false);
  add(words.choices, "choice", false);
  add(words.texts, "text", false);
  add(words.manyNumbers, "number", true);
  add(words.manyChoices, "choice", true);
  add(words.manyTexts, "text", true);
  return { flags, variables: new Map(split(words.variables).map(toVariable)) };
}

function split(text = ""): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function toVariable(entry: string): readonly [string, string] {
  const equals = entry.indexOf("=");
  return [entry.slice(0, equals), entry.slice(equals + 1)];
}

/** The tables of a program. The first that knows a flag wins. */
export type FlagTables = readonly FlagTable[];

/** Looks up a flag. The negation of a known one is a switch (`--no-x`, vLLM's `--disable-x` for `--enable-x`). */
export function kindOfFlag(tables: FlagTables, flag: string): FlagKind | undefined {
  return lookUp(tables, flag) ?? (isNegationOfSwitch(tables, flag) ? SWITCH : undefined);
}

const SWITCH: FlagKind = { value: "switch", isMany: false };

function isNegationOfSwitch(tables: FlagTables, flag: string): boolean {
  return opposites(flag).some((other) => lookUp(tables, other)?.value === "switch");
}

function opposites(flag: string): readonly string[] {
  if (flag.startsWith("--no-")) return [`--${flag.slice(5)}`];
  if (flag.startsWith("--enable-")) return [`--disable-${flag.slice(9)}`];
  return flag.startsWith("--disable-") ? [`--enable-${flag.slice(10)}`] : [];
}

function lookUp(tables: FlagTables, flag: string): FlagKind | undefined {
  for (const { flags } of tables) {
    const kind = flags.get(flag);
    if (kind !== undefined) return kind;
  }
  return undefined;
}
