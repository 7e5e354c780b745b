import { type JsonObject, textsAt } from "../../kubernetes/json.ts";
import { quoteForShell } from "./quote.ts";

const PYTHON = /^(?:.*\/)?python\d*(?:\.\d+)*$/;

export function isPython(command: readonly string[]): boolean {
  return PYTHON.test(command[0] ?? "");
}

/**
 * Appends flags to the engine's command (`injectFlagsIntoContainerCommand`): to the arguments of a Python command, or
 * inside the first argument that contains one.
 */
export function appendFlags(container: JsonObject, flags: Flags, module: string): JsonObject {
  const [command, args] = [textsAt(container, "command"), textsAt(container, "args")];
  if (!isPython(command)) return { ...container, args: insideFirst(args, flags.text, module) };
  if (!flags.needsShell) return { ...container, args: [...args, ...flags.text.split(/\s+/)] };
  const words = [...command, ...args].map(quoteForShell).join(" ");
  return { ...container, command: ["sh", "-c"], args: [`exec ${words} ${flags.text}`] };
}

export interface Flags {
  readonly text: string;
  /** Whether they contain something that only a shell evaluates. */
  readonly needsShell: boolean;
}

function insideFirst(args: readonly string[], flags: string, module: string): readonly string[] {
  const index = args.findIndex((arg) => insidePython(arg, flags, module) !== arg);
  return args.map((arg, at) => (at === index ? insidePython(arg, flags, module) : arg));
}

/** Inserts after the last word that names the module, in each part of the script that runs Python. */
function insidePython(script: string, flags: string, module: string): string {
  return script
    .split(/([|&;])/)
    .map((part) => insidePart(part, flags, module))
    .join("");
}

function insidePart(part: string, flags: string, module: string): string {
  const python = /python[0-9.]*\s/.exec(part);
  const named = part.lastIndexOf(module);
  if (python === null || named < python.index + python[0].length) return part;
  const rest = part.slice(named).search(/\s/);
  const end = rest === -1 ? part.length : named + rest;
  return `${part.slice(0, end)} ${flags}${part.slice(end)}`;
}
