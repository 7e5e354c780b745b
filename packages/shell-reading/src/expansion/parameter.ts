import type { ParameterPart } from "../grammar/syntax.ts";
import { type List, textOf, type Value } from "../state/variable.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";
import { assignVariable, isAscii } from "./assign.ts";
import type { Found } from "./found.ts";
import { applyOperator } from "./operators.ts";
import { Fatal, Lost, type Piece, type Scope } from "./scope.ts";

/** Expands `$NAME` and its like. */
export function expandParameter(part: ParameterPart, scope: Scope): readonly Piece[] {
  scope.shell.budget.spend(2);
  const named = part.isIndirect === true ? indirect(part, scope) : part;
  if (named === undefined) return toPieces({ kind: "text", text: UNKNOWN }, part, scope);
  const found = find(named, scope);
  if (part.isLength === true) return toPieces({ kind: "text", text: length(found, named, scope) }, part, scope);
  const { operator, operand } = named;
  const kind = /^:?([-=?+])$/.exec(operator ?? "")?.[1];
  if (kind !== undefined && operand !== undefined) return withDefault(found, named, scope);
  const checked = checkSet(found, scope, part);
  if (operator === undefined) return toPieces(checked, part, scope);
  return toPieces(applyOperator(checked, named, scope), part, scope);
}

function find({ name, index }: ParameterPart, scope: Scope): Found {
  const { state } = scope;
  if (name === "@" || name === "*") return { kind: "words", words: state.positional, isJoined: name === "*" };
  if (/^[0-9]/.test(name)) return { kind: "text", text: positional(Number(name), scope) };
  if (!/^[A-Za-z_]/.test(name)) return { kind: "text", text: special(name, scope) };
  const { value } = state.variables.get(name);
  if (index === undefined) return { kind: "text", text: textOf(value) };
  return element(value, scope.toText(index), scope);
}

function positional(number: number, { state }: Scope): string | undefined {
  if (number === 0) return state.name;
  if (state.positional.slice(0, number).some((word) => word.includes(UNKNOWN_WORDS))) return UNKNOWN;
  return state.positional[number - 1];
}

function special(name: string, { state }: Scope): string | undefined {
  if (name === "#")
    return state.positional.some((word) => word.includes(UNKNOWN_WORDS)) ? UNKNOWN : String(state.positional.length);
  if (name === "?") return typeof state.status === "number" ? String(state.status) : UNKNOWN;
  return UNKNOWN;
}

function element(value: Value | undefined, index: string, scope: Scope): Found {
  if (index === "@" || index === "*") return { kind: "words", words: itemsOf(value), isJoined: index === "*" };
  return { kind: "text", text: item(value, index, scope) };
}

function item(value: Value | undefined, index: string, scope: Scope): string | undefined {
  if (typeof value === "object" && value.isMap) return isKnown(index) ? value.items.get(index) : UNKNOWN;
  const number = scope.toNumber(index);
  if (!isKnown(number)) return UNKNOWN;
  if (typeof value === "object") return itemAt(value, Number(number));
  if (value?.includes(UNKNOWN)) return UNKNOWN;
  return number === "0" ? value : undefined;
}

function itemAt({ items }: List, number: number): string | undefined {
  if ([...items.values()].some((text) => text.includes(UNKNOWN_WORDS))) return UNKNOWN;
  const place = number < 0 ? Number([...items.keys()].at(-1) ?? -1) + 1 + number : number;
  return items.get(String(place));
}

/** The order of a map's items is the shell's secret. */
export function itemsOf(value: Value | undefined): readonly string[] {
  if (typeof value === "object")
    return value.isMap && value.items.size > 1 ? [UNKNOWN_WORDS] : [...value.items.values()];
  if (value === undefined) return [];
  return value === UNKNOWN ? [UNKNOWN_WORDS] : [value];
}

const INDIRECT = /^([A-Za-z_]\w*|[0-9]+)(?:\[([@*]|[0-9]+)\])?$/;

/** `${!NAME}`: the parameter whose name the variable holds; `${!NAME[@]}`: the keys. */
function indirect(part: ParameterPart, scope: Scope): ParameterPart | undefined {
  const { variables } = scope.state;
  const variable = variables.getOwn(part.name);
  if (part.index !== undefined || variable.isReference === true) throw new Lost();
  const found = find(part, scope);
  const name = found.kind === "text" ? (found.text ?? "") : UNKNOWN;
  if (!isKnown(name)) return undefined;
  const [, target, index] = INDIRECT.exec(name) ?? [];
  if (target === undefined) throw new Lost();
  const { operator, operand, second, isQuoted } = part;
  return {
    kind: "parameter",
    isQuoted,
    name: target,
    ...(index === undefined
      ? {}
      : { index: { parts: [{ kind: "text", text: index, isQuoted: true, start: undefined }] } }),
    ...(operator === undefined ? {} : { operator }),
    ...(operand === undefined ? {} : { operand }),
    ...(second === undefined ? {} : { second }),
  };
}

function length(found: Found, { name }: ParameterPart, scope: Scope): string {
  const { shell, state } = scope;
  const { value } = found.kind === "words" ? state.variables.get(name) : { value: undefined };
  if (typeof value === "object" && value.isMap) return String(value.items.size);
  if (found.kind === "words")
    return found.words.some((word) => word.includes(UNKNOWN_WORDS)) ? UNKNOWN : String(found.words.length);
  if (found.text === undefined && state.options.needsSet !== false) throw new Fatal();
  const text = found.text ?? "";
  shell.budget.spend(text.length);
  return !isAscii(text) ? UNKNOWN : String(text.length);
}

/** Under `set -u` what is not set ends the script. */
function checkSet(found: Found, { state }: Scope, { name }: ParameterPart): Found {
  const isMissing = found.kind === "text" && found.text === undefined && !"@*".includes(name);
  if (!isMissing || state.options.needsSet === false) return found;
  if (state.options.needsSet === true) throw new Fatal();
  throw new Lost();
}

/** Whether the parameter has a value that counts; nothing if that is not known. */
function isGiven(found: Found, hasColon: boolean): boolean | undefined {
  if (found.kind === "text") return isTextGiven(found.text, hasColon);
  const { words } = found;
  if (words.some((word) => word.replaceAll(UNKNOWN, "") !== "")) return true;
  if (words.some((word) => word.includes(UNKNOWN_WORDS))) return undefined;
  if (!hasColon) return words.length > 0;
  if (words.some((word) => word.includes(UNKNOWN))) return undefined;
  return words.length > 1 ? undefined : false;
}

function isTextGiven(text: string | undefined, hasColon: boolean): boolean | undefined {
  if (text === undefined) return false;
  if (text.replaceAll(UNKNOWN, "") !== "") return true;
  if (text !== "") return undefined;
  return !hasColon;
}

function withDefault(found: Found, part: ParameterPart, scope: Scope): readonly Piece[] {
  const { operator = "", operand } = part;
  const given = isGiven(found, operator.startsWith(":"));
  const kind = operator.at(-1);
  const other = () =>
    operand === undefined ? [] : scope.toPieces(operand, part.isQuoted).map((piece) => asExpanded(piece, part));
  if (kind === "+") {
    if (given === undefined)
      return toPieces(
        { kind: "words", words: [UNKNOWN_WORDS], isJoined: part.isQuoted && part.name !== "@" },
        part,
        scope,
      );
    if (given) return other();
    const isNothing = found.kind === "words" && !found.isJoined;
    return isNothing ? [] : toPieces({ kind: "text", text: "" }, part, scope);
  }
  if (given === true) return toPieces(found, part, scope);
  if (given === undefined) return undecided(found, part, scope);
  if (kind === "?") throw new Fatal();
  return kind === "=" ? assignDefault(part, scope) : other();
}

/** What stands unquoted in a default is split like a value. */
function asExpanded(piece: Piece, { isQuoted }: ParameterPart): Piece {
  return piece.kind === "literal" && !isQuoted ? { kind: "split", text: piece.text } : piece;
}

function undecided(found: Found, part: ParameterPart, scope: Scope): readonly Piece[] {
  if (part.operator?.endsWith("=") === true) scope.state.variables.forget([part.name]);
  return toPieces(
    found.kind === "text" ? { kind: "text", text: UNKNOWN } : { ...found, words: [UNKNOWN_WORDS] },
    part,
    scope,
  );
}

function assignDefault(part: ParameterPart, scope: Scope): readonly Piece[] {
  const { name, index, operand } = part;
  if (index !== undefined || operand === undefined || !/^[A-Za-z_]/.test(name)) throw new Lost();
  assignVariable(name, scope.toText(operand), scope);
  return toPieces({ kind: "text", text: textOf(scope.state.variables.get(name).value) }, part, scope);
}

function toPieces(found: Found, { isQuoted }: ParameterPart, scope: Scope): readonly Piece[] {
  if (found.kind === "text") {
    scope.shell.budget.spend(found.text?.length ?? 0);
    return [{ kind: isQuoted ? "quoted" : "split", text: found.text ?? "" }];
  }
  const { words, isJoined } = found;
  scope.shell.budget.spend(words.reduce((sum, word) => sum + word.length + 1, 0));
  if (isQuoted && isJoined) return [{ kind: "quoted", text: joined(words, scope) }];
  return words.flatMap((text, index): Piece[] => {
    const piece: Piece = { kind: isQuoted ? "quoted" : "split", text };
    return index === 0 ? [piece] : [{ kind: "break" }, piece];
  });
}

/** `"$*"` puts the first separator between the words. */
function joined(words: readonly string[], { state }: Scope): string {
  const separators = textOf(state.variables.get("IFS").value);
  if (separators !== undefined && !isKnown(separators)) return UNKNOWN;
  return words.join(separators === undefined ? " " : separators.charAt(0));
}
