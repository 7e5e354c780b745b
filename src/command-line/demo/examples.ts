import { fileURLToPath } from "node:url";
import { shippedFile } from "../../shipped-file.ts";

/** The path of a file in `examples/`. */
export function exampleFile(name: string): string {
  return fileURLToPath(shippedFile(`examples/${name}`));
}
