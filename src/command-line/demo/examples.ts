import { fileURLToPath } from "node:url";

/** The path of a file in `examples/`, which stands beside `src/`, and in the image beside the bundle's folder. */
export function exampleFile(name: string): string {
  return fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));
}
