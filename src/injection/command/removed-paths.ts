import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import { trim } from "../../kubernetes/path.ts";
import { baseName } from "./engine.ts";
import { startedProgram } from "./inert.ts";

/** Programs that remove the files which they name. */
const REMOVING = new Set(["mv", "rm", "shred", "unlink"]);
const REMOVING_FLAG = /^-(?:delete|exec|ok)/;
/** A command cleans up in a few places. More than these count as unknown. */
const MOST_PATHS = 16;

/** The variables that tell a command where the cache is, ours included. */
const CACHE_VARIABLE = /\b(?:HF_HOME|HF_HUB_CACHE|HUGGINGFACE_HUB_CACHE|MODEL_EXPRESS_(?:PATH|CACHE_DIRECTORY))\b/;

/**
 * The paths that commands remove, as written. Of those that begin with what is known only at run time, the ones of a text that refers to
 * the cache: other variables do not lead there.
 */
export function listRemoved(commands: readonly (readonly string[])[], texts: readonly string[]): readonly string[] {
  const all = [...new Set(commands.flatMap(removedBy))];
  const paths = texts.some((text) => CACHE_VARIABLE.test(text)) ? all : all.filter((path) => !path.startsWith(UNKNOWN));
  return paths.length > MOST_PATHS ? [UNKNOWN] : paths;
}

function removedBy(words: readonly string[]): readonly string[] {
  const program = startedProgram(words) ?? "";
  const args = words.slice(words.indexOf(program) + 1);
  if (REMOVING.has(baseName(program))) return args.filter((word) => !word.startsWith("-"));
  if (baseName(program) !== "find" || !args.some((word) => REMOVING_FLAG.test(word))) return [];
  const end = args.findIndex((word) => word.startsWith("-"));
  return args.slice(0, end);
}

/** The part of a path before a pattern of the shell, or before what is known only at run time. */
const PLAIN = new RegExp(`^[^*?[{${UNKNOWN}]*`);

/** In characters. A longer path counts as unknown, so that the comparison stays cheap. */
const MOST_LENGTH = 1024;

/** Whether a removed path may be a directory, above it or below it. */
export function mayRemove(path: string, directory: string): boolean {
  if (path.length > MOST_LENGTH || directory.length > MOST_LENGTH) return true;
  if (path.startsWith("~")) return mayRemoveEnd(path.slice(path.search(/\/|$/)), directory);
  const known = path.lastIndexOf(UNKNOWN) + 1;
  if (!path.startsWith("/")) return known > 0 && mayRemoveEnd(path.slice(known), directory);
  const { plain, isCut } = cutPlain(path);
  return (isCut && directory.startsWith(plain)) || isWithin(directory, plain) || isWithin(plain, directory);
}

/** The same for a path of which only the end is known. */
function mayRemoveEnd(end: string, directory: string): boolean {
  const { plain, isCut } = cutPlain(end);
  if (trim(plain) === "" || plain.startsWith("/models--") || !end.startsWith("/")) return true;
  if (`${directory}/`.includes(isCut ? plain : `${trim(plain)}/`)) return true;
  return endsOf(directory, plain.length).some((suffix) => isWithin(plain, suffix));
}

/** `/a/b` ends in `/a/b` and `/b`. Longer ones than the path that they are compared with would cost time for nothing. */
function endsOf(directory: string, mostLength: number): readonly string[] {
  const end = directory.slice(-mostLength);
  return [...end.matchAll(/\//g)].map(({ index }) => end.slice(index));
}

function cutPlain(path: string): { readonly plain: string; readonly isCut: boolean } {
  const plain = PLAIN.exec(path)?.[0] ?? "";
  return { plain, isCut: plain.length < path.length };
}

function isWithin(path: string, directory: string): boolean {
  return `${trim(path)}/`.startsWith(`${trim(directory)}/`);
}
