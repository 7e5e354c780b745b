import { Lost } from "../giving-up.ts";
import { isKnown, UNKNOWN } from "../unknown.ts";
import type { Builtin } from "./builtin.ts";

/** Words that begin or continue a compound command: an alias for them would change the grammar. */
const RESERVED = new Set(
  "if then else elif fi do done case esac while until for in { } ! [[ function select time coproc".split(" "),
);
const DEFINITION = /^([^=]+)=(.*)$/s;

/** `alias NAME=TEXT …`: takes effect on the lines after its own. Without a text it is printed. */
export const alias: Builtin = (args, { state }) => {
  state.budget.spend(state.aliases.size + args.length);
  const definitions = args.flatMap((word) => readDefinition(word));
  if (definitions.length > 0) state.aliases = new Map([...state.aliases, ...definitions]);
  const isSilent = args.length > 0 && definitions.length === args.length;
  if (!isSilent) state.write(UNKNOWN);
  return isSilent ? 0 : undefined;
};

function readDefinition(word: string): readonly (readonly [string, string | undefined])[] {
  const [, name, text = ""] = DEFINITION.exec(word) ?? [];
  if (!isKnown(name ?? word)) throw new Lost();
  if (name === undefined) return [];
  if (RESERVED.has(name)) throw new Lost();
  return [[name, isKnown(text) ? text : undefined]];
}

export const unalias: Builtin = (args, { state }) => {
  if (!args.every(isKnown)) throw new Lost();
  const aliases = new Map(args.includes("-a") ? [] : state.aliases);
  state.budget.spend(aliases.size + args.length);
  const isFound = args.every((name) => name === "-a" || aliases.has(name));
  for (const name of args) aliases.delete(name);
  state.aliases = aliases;
  return isFound ? 0 : 1;
};
