import { readAssignment } from "./assignments.ts";
import { skipBlanks } from "./blanks.ts";
import type { Cursor } from "./cursor.ts";
import { expandAlias } from "./expand-alias.ts";
import { atRedirect, readRedirect } from "./redirects.ts";
import { isSubstitution } from "./substitutions.ts";
import type { Assignment, Redirect, SimpleCommand, Word } from "./syntax.ts";
import { METACHARACTERS, readWord } from "./words.ts";

const DECLARATIONS = new Set(["export", "readonly", "local", "declare", "typeset"]);
const PREFIXES = new Set(["command", "builtin"]);

/** Parses assignments, words and redirections up to an operator. */
export function readSimple(cursor: Cursor): SimpleCommand {
  const assignments: Assignment[] = [];
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  for (skipBlanks(cursor); !atEnd(cursor); skipBlanks(cursor)) {
    cursor.budget.spend(1);
    if (atRedirect(cursor)) {
      redirects.push(readRedirect(cursor));
      continue;
    }
    const assignment = words.length === 0 ? readAssignment(cursor) : undefined;
    if (assignment === undefined) words.push(...readNext(cursor, words));
    else assignments.push(assignment);
  }
  return { kind: "simple", assignments, words, redirects };
}

/** An empty command is a syntax error. */
export function isEmpty({ assignments, words, redirects }: SimpleCommand): boolean {
  return assignments.length === 0 && words.length === 0 && redirects.length === 0;
}

/** The text of a word that is a plain literal. */
export function readLiteral(word: Word | undefined): string | undefined {
  const [part] = word?.parts ?? [];
  return word?.parts.length === 1 && part?.kind === "text" && !part.isQuoted ? part.text : undefined;
}

function atEnd(cursor: Cursor): boolean {
  const char = cursor.peek();
  if (char === "") return true;
  if (!METACHARACTERS.includes(char)) return false;
  return !(atRedirect(cursor) || isSubstitution(cursor));
}

/** The command's name may be an alias. */
function readNext(cursor: Cursor, words: readonly Word[]): readonly Word[] {
  const word = readArgument(cursor, words);
  const name = words.length === 0 && cursor.aliases.size > 0 ? readLiteral(word) : undefined;
  return name !== undefined && cursor.aliases.has(name) ? expandAlias(name, cursor) : [word];
}

/** After `export` and similar commands, words of that form are assignments. */
function readArgument(cursor: Cursor, words: readonly Word[]): Word {
  const start = cursor.at;
  if (!isDeclaration(words)) return readWord(cursor);
  const assignment = readAssignment(cursor);
  if (assignment === undefined) return readWord(cursor);
  if ("items" in assignment.value) return { parts: [], assignment };
  cursor.at = start;
  return { ...readWord(cursor), assignment };
}

function isDeclaration(words: readonly Word[]): boolean {
  for (const word of words) {
    const name = readLiteral(word) ?? "";
    if (DECLARATIONS.has(name)) return true;
    if (!PREFIXES.has(name)) return false;
  }
  return false;
}
