/** The options of `read`. */
export interface ReadOptions {
  readonly names: readonly string[];
  /** `-a` */
  readonly array: string | undefined;
  /** `-r` */
  readonly isRaw: boolean;
  /** `-d` */
  readonly delimiter: string;
  /** `-n`: the maximum number of characters. */
  readonly most: number;
  /** Whether all of the options are supported. */
  readonly isPlain: boolean;
}

const VALUED = "adinNptu";

export function readOptions(args: readonly string[], isBash: boolean): ReadOptions {
  const { flags, values, rest } = split(args);
  const count = values.get("n") ?? "";
  const isPlain =
    flags.every((letter) => (isBash ? "rse" : "r").includes(letter)) &&
    [...values.keys()].every((letter) => (isBash ? "adnpu" : "p").includes(letter)) &&
    (values.get("u") ?? "0") === "0" &&
    (count === "" || /^[1-9][0-9]{0,5}$/.test(count));
  return {
    names: rest.filter((name) => /^[A-Za-z_]\w*$/.test(name)),
    array: values.get("a"),
    isRaw: flags.includes("r"),
    // An empty delimiter is NUL, which no text contains.
    delimiter: values.get("d")?.charAt(0) ?? "\n",
    most: count === "" ? Number.POSITIVE_INFINITY : Number(count),
    isPlain,
  };
}

interface Split {
  readonly flags: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

function split(args: readonly string[]): Split {
  const flags: string[] = [];
  const values = new Map<string, string>();
  let at = 0;
  for (let word = args[at] ?? ""; /^-./.test(word); word = args[at] ?? "") {
    at++;
    if (word === "--") break;
    const valued = [...word].findIndex((letter, index) => index > 0 && VALUED.includes(letter));
    flags.push(...word.slice(1, valued < 0 ? undefined : valued));
    if (valued < 0) continue;
    const value = word.slice(valued + 1);
    values.set(word.charAt(valued), value === "" ? (args[at++] ?? "") : value);
  }
  return { flags, values, rest: args.slice(at) };
}
