import { expandPlaced, toScope } from "../../expansion/expand.ts";
import type { Word } from "../../grammar/syntax.ts";
import type { State } from "../../state/state.ts";
import { isKnown, UNKNOWN_WORDS } from "../../unknown.ts";
import type { Shell, StartedWord } from "../shell.ts";
import { readLiteral } from "./read-literal.ts";

export function expandArguments(words: readonly Word[], state: State, shell: Shell): readonly StartedWord[] {
  const scope = toScope(state, shell);
  return words.flatMap((word, index): readonly StartedWord[] => {
    const { count } = shell.assumed;
    const fields = expandPlaced(word, scope);
    // The program's name, or a whole script, must not vanish because of an assumption.
    const isProgram = index === 0 || (index === 1 && ["exec", "eval", "command"].includes(readLiteral(words[0])));
    if (isProgram && fields.every(({ text }) => text === "") && shell.assumed.count > count)
      return [{ text: UNKNOWN_WORDS }];
    const [field] = fields;
    if (field === undefined || fields.length > 1) return fields.map(({ text }) => ({ text }));
    return [{ ...field, ...locateWord(word, field.text) }];
  });
}

/** The offsets of a literal word, or only the end of another one that is certainly a single word. */
function locateWord({ parts, start, end }: Word, text: string): Omit<StartedWord, "text"> {
  if (start === undefined || end === undefined) return {};
  const isOne = isKnown(text) || (parts.every(({ isQuoted }) => isQuoted) && !text.includes(UNKNOWN_WORDS));
  if (!isOne) return {};
  if (parts.some(({ kind }) => kind !== "text")) return { end };
  const [part] = parts;
  const isPlain = parts.length === 1 && part?.kind === "text" && part.start !== undefined && part.text === text;
  return { start, end, ...(isPlain ? { isPlain } : {}) };
}
