import type { State } from "./state.ts";

/** Resolves a file's path against the directory where the shell started; `undefined` if unknown. */
export function resolvePath(path: string, { directory, budget }: State): string | undefined {
  const isAbsolute = path.startsWith("/");
  if (!isAbsolute && directory === undefined) return undefined;
  const parts: string[] = [];
  budget.spendWords([path, directory ?? ""]);
  for (const part of (isAbsolute ? path : `${directory}/${path}`).split("/")) {
    if (part === "..") return undefined;
    if (part !== "" && part !== ".") parts.push(part);
  }
  const start = isAbsolute || directory?.startsWith("/") === true ? "/" : "./";
  return start + parts.join("/");
}
