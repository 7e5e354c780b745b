import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The files below a directory, seen from it, sorted. */
export function filesIn(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
  return files.map((file) => path.relative(directory, file)).sort();
}

/** Their SHA-256, by name. */
export function digestsIn(directory: string): Record<string, string> {
  const digests = filesIn(directory).map((file) => [file, hash("sha256", readFileSync(path.join(directory, file)))]);
  return Object.fromEntries(digests);
}
