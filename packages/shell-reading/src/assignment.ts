import type { Scope } from "./emission.ts";
import { expandToText, expandWord } from "./expansion.ts";
import { Lexer } from "./lexer.ts";
import { UNKNOWN } from "./unknown.ts";
import type { Value } from "./variables.ts";

/** A word such as `NAME=value`, as written. */
export interface Assignment {
  readonly name: string;
  /** `NAME[1]=value` */
  readonly isElement: boolean;
  /** `NAME+=value` */
  readonly appends: boolean;
  readonly raw: string;
}

const ASSIGNMENT = /^([A-Za-z_]\w*)(\[[^\]]*\])?(\+?)=/;

export function readAssignment(word: string): Assignment | undefined {
  const match = ASSIGNMENT.exec(word);
  if (match === null) return undefined;
  const [head, name = "", element, plus] = match;
  return { name, isElement: element !== undefined, appends: plus === "+", raw: word.slice(head.length) };
}

export function assign(assignment: Assignment, scope: Scope): void {
  const { name, isElement, appends, raw } = assignment;
  const value = isElement ? UNKNOWN : assignedValue(raw, scope);
  scope.variables.assign(name, appends && !isElement ? appended(name, value, scope) : value);
}

function assignedValue(raw: string, scope: Scope): Value {
  return raw.startsWith("(") && raw.endsWith(")") ? items(raw.slice(1, -1), scope) : expandToText(raw, scope);
}

function items(list: string, scope: Scope): readonly string[] {
  const lexer = new Lexer(list);
  const words: string[] = [];
  for (let token = lexer.next(); token.kind !== "end"; token = lexer.next()) {
    if (token.kind === "word") words.push(...expandWord(token.text, scope));
  }
  return words;
}

function appended(name: string, value: Value, { variables, budget }: Scope): Value {
  const old = variables.get(name)?.value ?? (variables.get(name) === undefined ? UNKNOWN : undefined);
  if (old === undefined) return value;
  if (!budget.takeExpansion(old.length)) return UNKNOWN;
  if (typeof old === "string" && typeof value === "string") return old + value;
  return typeof old === "string" || typeof value === "string" ? UNKNOWN : [...old, ...value];
}
