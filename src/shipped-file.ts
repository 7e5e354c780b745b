/**
 * The URL of a file that ships with the program, by its path from the repository's root. This file must stay directly
 * in `src/`, because the bundle is at the same depth.
 */
export function shippedFile(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}
