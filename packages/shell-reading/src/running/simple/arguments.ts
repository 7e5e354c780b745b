import { expandWord, scopeOf } from "../../expansion/expand.ts";
import type { Word } from "../../grammar/syntax.ts";
import type { State } from "../../state/state.ts";
import { UNKNOWN_WORDS } from "../../unknown.ts";
import type { Shell, StartedWord } from "../shell.ts";

export function expandArguments(words: readonly Word[], state: State, shell: Shell): readonly StartedWord[] {
  const scope = scopeOf(state, shell);
  return words.flatMap((word, index): readonly StartedWord[] => {
    const { count } = shell.assumed;
    const fields = expandWord(word, scope);
    // What names the program, or all of a script, is not left out on an assumption.
    const isProgram = index === 0 || (index === 1 && ["exec", "eval", "command"].includes(textOfWord(words[0])));
    if (isProgram && fields.join("") === "" && shell.assumed.count > count) return [{ text: UNKNOWN_WORDS }];
    const [text] = fields;
    const place = fields.length === 1 ? placeOf(word) : undefined;
    return place === undefined || text === undefined ? fields.map((field) => ({ text: field })) : [{ text, ...place }];
  });
}

function textOfWord(word: Word | undefined): string {
  const [part] = word?.parts ?? [];
  return part?.kind === "text" ? part.text : "";
}

/** Where a word is written that is one plain text. */
function placeOf({ parts, start, end }: Word): Omit<StartedWord, "text"> | undefined {
  if (start === undefined || end === undefined || parts.some((part) => part.kind !== "text")) return undefined;
  const [part, ...rest] = parts;
  const origin = part?.kind === "text" && rest.length === 0 ? part.start : undefined;
  return { start, end, ...(origin === undefined ? {} : { origin }) };
}
