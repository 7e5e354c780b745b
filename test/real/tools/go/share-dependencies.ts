import { execFileSync } from "node:child_process";
import path from "node:path";

/**
 * `node test/real/tools/go/share-dependencies.ts FOLDER...`: raises the dependencies in the go.mod of each folder to those of the
 * tests' node, where both have them. Go then compiles them once for both, Kubernetes' client above all, which takes a minute.
 */
const nodeModule = path.join(import.meta.dirname, "../../node/parts/go");

interface Module {
  readonly Path: string;
  readonly Version: string;
}

interface ModuleFile {
  readonly Require: readonly Module[];
  readonly Replace: readonly { readonly Old: Module; readonly New: Module }[] | null;
}

function go(folder: string, ...words: readonly string[]): string {
  return execFileSync("go", words, { cwd: folder, encoding: "utf8" });
}

function readModule(folder: string): ModuleFile {
  return JSON.parse(go(folder, "mod", "edit", "-json")) as ModuleFile;
}

const { Require: required, Replace: replaced } = readModule(nodeModule);
const replacements = new Map(replaced?.map(({ Old, New }) => [Old.Path, New.Version]));
const versions = new Map(required.map(({ Path, Version }) => [Path, replacements.get(Path) ?? Version]));

for (const folder of process.argv.slice(2)) {
  for (const { Path, Version } of readModule(folder).Require) {
    const shared = versions.get(Path);
    if (shared === undefined || shared === Version) continue;
    go(folder, "mod", "edit", `-require=${Path}@${shared}`);
    console.log(`${folder}: ${Path} ${Version} → ${shared}`);
  }
  go(folder, "mod", "tidy");
}
