/**
 * Makes `directory` relative to `base`; `undefined` if it is not inside. Both are absolute, or both relative to the
 * same root.
 */
export function relativeTo(base: string, directory: string): string | undefined {
  const root = trim(base);
  const path = trim(directory);
  if (path === root) return "";
  if (root === "") return trimStart(path);
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
}

/** Joins parts of a path with single slashes. Skips empty parts. */
export function join(...parts: readonly string[]): string {
  const [first = "", ...rest] = parts.filter((part) => part !== "");
  return [trim(first), ...rest.map((part) => trimStart(trim(part)))].join("/");
}

/** In bytes (Linux' `PATH_MAX`). Nothing is mounted at a longer path. */
const MOST_PATH = 4096;

/**
 * Makes a mount path absolute and resolves its segments `.` and `..`. The kubelet mounts a relative path below the root
 * (`MakeAbsolutePath` in kubernetes/pkg/volume/util).
 */
export function resolveMountPath(path: string): string {
  if (path.length > MOST_PATH) return path;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

/** Writes a relative path (`./a//b/`) as its names with single slashes (`a/b`), so that equal places have equal texts. */
export function resolveSubPath(path: string): string {
  return path.length > MOST_PATH ? path : resolveMountPath(path).slice(1);
}

/** The parent directory, or an empty string. */
export function parent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Removes trailing slashes. The regular expression for this, `/\/+$/`, takes quadratic time. */
export function trim(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}

function trimStart(path: string): string {
  let start = 0;
  while (path[start] === "/") start++;
  return path.slice(start);
}

/** Finds the mount that contains a path: the deepest one, and of two at the same path the later one, as in a pod. */
export function findInnermostMount<M extends { readonly mountPath: string }>(
  mounts: readonly M[],
  path: string,
): M | undefined {
  const depth = ({ mountPath }: M): number => trim(mountPath).length;
  return mounts
    .filter(({ mountPath }) => relativeTo(mountPath, path) !== undefined)
    .reduce<M | undefined>((deepest, each) => (deepest && depth(deepest) > depth(each) ? deepest : each), undefined);
}
