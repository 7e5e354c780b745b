import type { Cursor } from "./cursor.ts";
import type { Word } from "./syntax.ts";

const PLAIN = /^[A-Za-z0-9_./:@%+,-]+(?:[ \t]+[A-Za-z0-9_./:=@%+,-]+)*$/;

/** The words that stand for a command's name. Fails for an alias that is more than plain words. */
export function expandAlias(name: string, cursor: Cursor): readonly Word[] {
  const used = new Set<string>();
  let words = [name];
  for (let first = words[0] ?? ""; cursor.aliases.has(first) && !used.has(first); first = words[0] ?? "") {
    const text = cursor.aliases.get(first);
    if (text === undefined || !PLAIN.test(text)) return cursor.fail();
    cursor.budget.spend(text.length);
    used.add(first);
    words = [...text.split(/[ \t]+/), ...words.slice(1)];
  }
  return words.map((text) => ({ parts: [{ kind: "text", text, isQuoted: false, start: undefined }] }));
}
