/**
 * The URL of a file that ships with the program, from the root of the repository. This file must stay directly in
 * `src/`, because the bundle keeps that depth and no other.
 */
export function shippedFile(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}
