import type { Budget } from "../budget.ts";
import { Lost } from "../giving-up.ts";
import type { Part, Word } from "../grammar/syntax.ts";

/** An unquoted character, or a part that braces treat as a unit. */
type Atom = string | Part;

const NUMBERS = /^(-?[0-9]{1,6})\.\.(-?[0-9]{1,6})$/;
const LETTERS = /^([a-z])\.\.([a-z])$/;

/** Expands `a{b,c}` to `ab ac`. */
export function expandBraces(word: Word, budget: Budget): readonly Word[] {
  if (!word.parts.some((part) => part.kind === "text" && !part.isQuoted && part.text.includes("{"))) return [word];
  const atoms = word.parts.flatMap((part): Atom[] =>
    part.kind === "text" && !part.isQuoted ? [...part.text] : [part],
  );
  return budget.nest(() => expandAtoms(atoms, budget)).map((list) => ({ parts: toParts(list) }));
}

function expandAtoms(atoms: readonly Atom[], budget: Budget): readonly (readonly Atom[])[] {
  budget.spend(atoms.length);
  const found = findBraces(atoms, budget);
  if (found === undefined) return [atoms];
  const { start, end, alternatives } = found;
  const before = atoms.slice(0, start);
  const middles = alternatives.flatMap((alternative) => budget.nest(() => expandAtoms(alternative, budget)));
  const afters = budget.nest(() => expandAtoms(atoms.slice(end + 1), budget));
  return middles.flatMap((middle) =>
    afters.map((after) => {
      budget.spend(before.length + middle.length + after.length);
      return [...before, ...middle, ...after];
    }),
  );
}

/** Finds the first braces with a list or a range. */
function findBraces(atoms: readonly Atom[], budget: Budget) {
  for (let start = atoms.indexOf("{"); start >= 0; start = atoms.indexOf("{", start + 1)) {
    budget.spend(atoms.length - start);
    const braces = matchBraces(atoms, start);
    if (braces === undefined) continue;
    const { end, commas } = braces;
    const alternatives =
      commas.length > 0 ? splitAt(atoms, [start, ...commas, end]) : range(atoms.slice(start + 1, end));
    if (alternatives !== undefined) return { start, end, alternatives };
  }
  return undefined;
}

function matchBraces(atoms: readonly Atom[], start: number): { end: number; commas: readonly number[] } | undefined {
  const commas: number[] = [];
  let depth = 0;
  for (let at = start; at < atoms.length; at++) {
    if (atoms[at] === "{") depth++;
    else if (atoms[at] === "," && depth === 1) commas.push(at);
    else if (atoms[at] === "}" && --depth === 0) return { end: at, commas };
  }
  return undefined;
}

function splitAt(atoms: readonly Atom[], places: readonly number[]): readonly (readonly Atom[])[] {
  return places.slice(1).map((place, index) => atoms.slice((places[index] ?? 0) + 1, place));
}

function range(atoms: readonly Atom[]): readonly (readonly Atom[])[] | undefined {
  if (atoms.some((atom) => typeof atom !== "string")) return undefined;
  const text = atoms.join("");
  if (!text.includes("..")) return undefined;
  const numbers = NUMBERS.exec(text)?.slice(1);
  const letters = LETTERS.exec(text)
    ?.slice(1)
    .map((letter) => letter.charCodeAt(0));
  if (numbers?.some((number) => /^-?0./.test(number))) throw new Lost();
  const [first, last] = numbers?.map(Number) ?? letters ?? [];
  if (first === undefined || last === undefined) throw new Lost();
  if (Math.abs(last - first) > 1000) throw new Lost();
  const step = first <= last ? 1 : -1;
  const count = Math.abs(last - first) + 1;
  const toText = (value: number) => (numbers === undefined ? String.fromCharCode(value) : String(value));
  return Array.from({ length: count }, (_, index) => [...toText(first + step * index)]);
}

function toParts(atoms: readonly Atom[]): readonly Part[] {
  const parts: Part[] = [];
  let text = "";
  const flush = () => {
    if (text !== "") parts.push({ kind: "text", text, isQuoted: false, start: undefined });
    text = "";
  };
  for (const atom of atoms) {
    if (typeof atom === "string") text += atom;
    else {
      flush();
      parts.push(atom);
    }
  }
  flush();
  return parts;
}
