import { type Aliases, NO_ALIASES } from "../grammar/aliases.ts";
import { readScript } from "../grammar/commands.ts";
import type { Origin } from "../grammar/origin.ts";
import type { Script } from "../grammar/syntax.ts";
import type { State } from "../state/state.ts";
import type { Shell, Start } from "./shell.ts";

/** Parses a text that runs in this state. */
export function parseScript(text: string, { state, shell }: Start, origin: Origin = []): Script {
  const { dialect, budget } = shell;
  return readScript(text, { dialect, budget, origin, aliases: findAliases(state, shell) });
}

/** bash expands aliases only after `shopt -s expand_aliases`. */
export function findAliases({ aliases, options }: State, { isBash, budget }: Shell): Aliases {
  if (!isBash || aliases.size === 0 || options.expandsAliases === true) return aliases;
  if (options.expandsAliases === undefined) budget.isUnread = true;
  return NO_ALIASES;
}
