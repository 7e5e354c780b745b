import { readFileSync } from "node:fs";
import path from "node:path";
import { buildGoProgram, type GoBuild } from "../go/go-program.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds kind from its Go module unless this machine has built it before. */
export function buildKind(): Promise<GoBuild> {
  const program = {
    name: "kind",
    directory,
    moduleFile: "go.mod",
    package: "sigs.k8s.io/kind",
    linkerFlags: ["-s", "-w"],
    contents: ["go.mod", "go.sum"].map((name) => readFileSync(path.join(directory, name), "utf8")),
  };
  const announcement = "building kind from its Go module, once for this machine: usually seconds";
  return buildGoProgram(program, announcement, (message) => process.stderr.write(`[kind] ${message}\n`));
}
