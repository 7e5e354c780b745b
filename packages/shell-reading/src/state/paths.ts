import type { State } from "./state.ts";

/**
 * Resolves a file's path against the directory where the shell started; `undefined` if unknown. A `..` may leave a
 * link, so it is unknown.
 */
export function resolvePath(path: string, state: State): string | undefined {
  return path.split("/").includes("..") ? undefined : resolveDirectory(path, state);
}

/** Resolves the argument of `cd`, which drops a segment for each `..`, whatever is a link. */
export function resolveDirectory(path: string, { directory, budget }: State): string | undefined {
  budget.spendWords([path, directory ?? ""]);
  if (path.startsWith("/")) return normalize(path, "/");
  if (directory === undefined) return undefined;
  return normalize(`${directory}/${path}`, directory.startsWith("/") ? "/" : "./");
}

/** `undefined` if the path leads above a start that is not the root. */
function normalize(path: string, start: "/" | "./"): string | undefined {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined && start === "./") return undefined;
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return start + parts.join("/");
}
