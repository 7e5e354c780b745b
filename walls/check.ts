import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkGraph } from "./check-graph.ts";
import { checkFiles, type SourceFile } from "./check-imports.ts";

/** `node walls/check.ts [ROOT]`: prints each forbidden import, and exits with 1 if there is one. */
const root = process.argv[2] ?? join(import.meta.dirname, "..");
const files = ["src", "packages/shell-reading/src", "packages/yaml-weaving/src"].flatMap(sourcesIn);
const violations = [...checkFiles(files), ...checkGraph(files)];
for (const { path, line, message } of violations) console.error(`${path}:${line}: ${message}`);
console.log(`walls: ${files.length} files, ${violations.length} violations`);
process.exitCode = violations.length === 0 ? 0 : 1;

function sourcesIn(folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourcesIn(path);
    return /\.[cm]?[jt]sx?$/.test(entry.name) ? [{ path, text: readFileSync(join(root, path), "utf8") }] : [];
  });
}
