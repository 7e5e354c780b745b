import { isKnown } from "../../../unknown.ts";
import type { Result } from "./filter.ts";

export function basename([path, suffix = "", ...rest]: readonly string[]): Result | undefined {
  if (path === undefined || path.startsWith("-") || rest.length > 0 || !isKnown(path) || !isKnown(suffix))
    return undefined;
  const trimmed = withoutSlashes(path);
  const name = trimmed.slice(trimmed.lastIndexOf("/") + 1);
  if (path === "" || name === "") return undefined;
  return {
    output: `${suffix !== "" && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`,
    status: 0,
  };
}

export function dirname([path, ...rest]: readonly string[]): Result | undefined {
  if (path === undefined || path.startsWith("-") || rest.length > 0 || !isKnown(path)) return undefined;
  const trimmed = withoutSlashes(path);
  const slash = trimmed.lastIndexOf("/");
  const directory = slash < 0 ? "." : withoutSlashes(trimmed.slice(0, slash));
  return directory === "" ? undefined : { output: `${directory}\n`, status: 0 };
}

function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}
