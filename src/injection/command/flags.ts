/** One flag of a command line, as argparse and click read it. */
export interface Flag {
  /** With its dashes; underscores in it are dashes too (`--model_path` is `--model-path`). */
  readonly name: string;
  readonly value: string | undefined;
  /** Where the value's word is (the flag's own, for `--flag=value`). */
  readonly position: number;
}

/** Reads `--flag value` and `--flag=value`. What begins with a dash is a flag, never a value. */
export function readFlags(args: readonly string[]): readonly Flag[] {
  const flags: Flag[] = [];
  args.forEach((word, position) => {
    if (isFlag(word)) flags.push(flagAt(args, position, word));
  });
  return flags;
}

export function isFlag(word: string): boolean {
  return word.length > 1 && word.startsWith("-");
}

/** The last of these flags that has a value: argparse lets later ones win. */
export function lastFlag(flags: readonly Flag[], names: ReadonlySet<string>): ValuedFlag | undefined {
  return flags.findLast((flag): flag is ValuedFlag => flag.value !== undefined && names.has(flag.name));
}

export type ValuedFlag = Flag & { readonly value: string };

/** The name that a word such as `--flag` or `--flag=value` gives. */
export function flagName(word: string): string {
  const equals = word.indexOf("=");
  const name = equals < 0 ? word : word.slice(0, equals);
  return name.includes("_") ? name.replaceAll("_", "-") : name;
}

function flagAt(args: readonly string[], position: number, word: string): Flag {
  const name = flagName(word);
  const equals = word.indexOf("=");
  if (equals >= 0) return { name, value: word.slice(equals + 1), position };
  const next = args[position + 1];
  return next === undefined || isFlag(next)
    ? { name, value: undefined, position }
    : { name, value: next, position: position + 1 };
}
