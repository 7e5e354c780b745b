import { decodeAnsi } from "./ansi.ts";
import { type Context, emit, emitLiteral, emitText, type Scope } from "./emission.ts";
import { Fields } from "./fields.ts";
import { endOfNesting } from "./nesting.ts";
import { hasValue, lookUp, type Parameter, readParameter } from "./parameter.ts";
import { UNKNOWN } from "./unknown.ts";

/** `${A:-${B:-${C…}}}` is followed this far. */
const DEEPEST = 16;
const PLAIN = /^[^\\'"$`<>]*$/;
const UNQUOTED = /[\\'"$`<>]/g;
const QUOTED = /[\\"$`]/g;
const NAME = /[A-Za-z_]\w*|[0-9@*#?$!-]/y;
/** `"$@"` and its like: an empty list leaves no word, in spite of the quotes. */
const WHOLE_LIST = /^\$(?:@|\{(?:@|\w+\[@\])(?:\+.*)?\})$/s;

/** Expands a word as written into the words that the shell makes of it. What would have to be evaluated is unknown. */
export function expandWord(raw: string, scope: Scope): readonly string[] {
  if (PLAIN.test(raw)) return [raw];
  return expand(raw, scope, true);
}

/** Expands an assignment's value: it stays one text. */
export function expandToText(raw: string, scope: Scope): string {
  return PLAIN.test(raw) ? raw : (expand(raw, scope, false)[0] ?? "");
}

function expand(raw: string, { variables, budget }: Scope, splits: boolean): readonly string[] {
  const fields = new Fields();
  expandText(raw, { variables, budget, fields, isQuoted: false, splitsText: false, splits, depth: 0 });
  return fields.end();
}

function expandText(raw: string, context: Context): void {
  if (context.depth > DEEPEST) {
    context.fields.append(UNKNOWN);
    return;
  }
  const special = context.isQuoted ? QUOTED : UNQUOTED;
  let at = 0;
  while (at < raw.length) {
    special.lastIndex = at;
    const found = special.exec(raw)?.index ?? raw.length;
    if (found > at) emitLiteral(raw.slice(at, found), context);
    at = found < raw.length ? expandAt(raw, found, context) : found;
  }
}

/** Expands what begins with a special character, and returns its end. */
function expandAt(raw: string, at: number, context: Context): number {
  switch (raw[at]) {
    case "\\":
      return expandEscape(raw, at, context);
    case "$":
      return expandDollar(raw, at, context);
    case '"':
      return expandDouble(raw, at, context);
    case "'":
      return expandSingle(raw, at, context);
    default:
      return expandCommand(raw, at, context);
  }
}

function expandEscape(raw: string, at: number, { fields, isQuoted }: Context): number {
  const next = raw[at + 1] ?? "\\";
  if (next !== "\n") fields.append(isQuoted && !'$`"\\'.includes(next) ? `\\${next}` : next);
  return at + 2;
}

function expandSingle(raw: string, at: number, { fields }: Context): number {
  const end = endOf(raw, at, false);
  fields.append(raw.slice(at + 1, end - 1));
  return end;
}

function expandDouble(raw: string, at: number, context: Context): number {
  const end = endOf(raw, at, true);
  const inner = raw.slice(at + 1, end - 1);
  if (!WHOLE_LIST.test(inner)) context.fields.append("");
  expandText(inner, { ...context, isQuoted: true, splitsText: false, depth: context.depth + 1 });
  return end;
}

/** A backtick, or `<( … )`; alone, its character stands for itself. */
function expandCommand(raw: string, at: number, { fields, isQuoted }: Context): number {
  const end = endOf(raw, at, isQuoted);
  fields.append(end > at ? UNKNOWN : (raw[at] ?? ""));
  return Math.max(end, at + 1);
}

function expandDollar(raw: string, at: number, context: Context): number {
  const next = raw[at + 1];
  if (next === "{") return expandBraces(raw, at, context);
  if (next === '"' && !context.isQuoted) return at + 1;
  if (next === "(" || next === "[") {
    context.fields.append(UNKNOWN);
    return next === "(" ? endOf(raw, at, context.isQuoted) : at + 2;
  }
  if (next === "'" && !context.isQuoted) {
    const end = endOf(raw, at, false);
    context.fields.append(decodeAnsi(raw.slice(at + 2, end - 1)));
    return end;
  }
  return expandName(raw, at, context);
}

function expandName(raw: string, at: number, context: Context): number {
  NAME.lastIndex = at + 1;
  const name = NAME.exec(raw)?.[0];
  if (name === undefined) {
    context.fields.append("$");
    return at + 1;
  }
  const found = lookUp(name, undefined, context.variables);
  emit(found === undefined ? UNKNOWN : found.value, name === "*", context);
  return at + 1 + name.length;
}

function expandBraces(raw: string, at: number, context: Context): number {
  const end = endOf(raw, at, context.isQuoted);
  const parameter = readParameter(raw.slice(at + 2, end - 1));
  if (parameter === undefined) context.fields.append(UNKNOWN);
  else expandParameter(parameter, context);
  return end;
}

function expandParameter(parameter: Parameter, context: Context): void {
  const { name, index, operator } = parameter;
  const found = lookUp(name, index, context.variables);
  const isStar = name === "*" || index === "*";
  const isSet = operator === "" || hasValue(parameter, found, context.variables);
  if (isSet === undefined) expandUnsure(parameter, context);
  else if (isSet === (operator === "+")) expandOperand(parameter, context);
  else if (isSet) emit(found === undefined ? UNKNOWN : found.value, isStar, context);
}

function expandUnsure({ name, operator }: Parameter, { fields, variables }: Context): void {
  if (operator === "=") variables.forget([name]);
  fields.append(UNKNOWN);
}

function expandOperand({ name, operator, operand }: Parameter, context: Context): void {
  const { isQuoted, splits } = context;
  const depth = context.depth + 1;
  if (operator === "=") {
    const fields = new Fields();
    expandText(operand, { ...context, fields, splits: false, splitsText: false, depth });
    const value = fields.end()[0] ?? "";
    context.variables.assign(name, value);
    emitText(value, context);
  } else if (operator === "?") {
    // The script would end here, with the operand for its message.
    context.fields.append(UNKNOWN);
  } else expandText(operand, { ...context, splitsText: !isQuoted && splits, depth });
}

function endOf(raw: string, at: number, isQuoted: boolean): number {
  const end = endOfNesting(raw, at, isQuoted);
  return end < 0 ? raw.length + 1 : end;
}
