import { UNKNOWN } from "./unknown.ts";
import { POSITIONAL, type Value, type Variable, type Variables } from "./variables.ts";

/** What stands between the braces of `${NAME[index]:-operand}`. */
export interface Parameter {
  readonly name: string;
  readonly index: string | undefined;
  /** With a colon, an empty value counts as none. */
  readonly hasColon: boolean;
  readonly operator: "" | "-" | "=" | "+" | "?";
  readonly operand: string;
}

const PARAMETER = /^([A-Za-z_]\w*|\d+|[@*#?$!-])(?:\[([@*]|\d{1,6})\])?(?:(:?)([-=+?])(.*))?$/s;
const SPECIAL = new Set(["#", "?", "$", "!", "-"]);
/** Every container has them, though no manifest says so. */
const ALWAYS_SET = new Set(["HOME", "HOSTNAME", "PATH", "PWD"]);

/** Reads the inside of `${…}`; nothing for an operation that would have to be evaluated, as `${NAME%/*}`. */
export function readParameter(inner: string): Parameter | undefined {
  const match = PARAMETER.exec(inner);
  if (match === null) return undefined;
  const [, name = "", index, colon, operator = "", operand = ""] = match;
  return { name, index, hasColon: colon === ":", operator: operator as Parameter["operator"], operand };
}

/** Nothing for a variable that was never seen. */
export function lookUp(name: string, index: string | undefined, variables: Variables): Variable | undefined {
  if (SPECIAL.has(name)) return { value: UNKNOWN, isExported: false };
  if (name === "*" || name === POSITIONAL) return variables.get(POSITIONAL);
  if (/^[1-9]/.test(name)) return item(variables.get(POSITIONAL), Number(name) - 1);
  const variable = variables.get(name);
  if (index === undefined) return typeof variable?.value === "object" ? item(variable, 0) : variable;
  return index === "@" || index === "*" ? list(variable) : item(list(variable), Number(index));
}

/** Whether the parameter has a value, as `${NAME:-…}` asks; nothing if that cannot be told. */
export function hasValue(parameter: Parameter, found: Variable | undefined, variables: Variables): boolean | undefined {
  if (found === undefined) return variables.isOpen || ALWAYS_SET.has(parameter.name) ? undefined : false;
  const { value } = found;
  if (value === undefined) return false;
  if (typeof value === "object") return value.length > 0;
  if (!parameter.hasColon) return true;
  return isEmpty(value);
}

/** A text of which every part is unknown may be empty. */
function isEmpty(value: string): boolean | undefined {
  if (value === "") return false;
  return value.replaceAll(UNKNOWN, "") === "" ? undefined : true;
}

function list(variable: Variable | undefined): Variable | undefined {
  return typeof variable?.value === "string" ? { ...variable, value: [variable.value] } : variable;
}

function item(variable: Variable | undefined, index: number): Variable | undefined {
  if (typeof variable?.value !== "object") return variable;
  const value: Value | undefined = variable.value[index];
  return { value, isExported: variable.isExported };
}
