import { readFileSync } from "node:fs";
import path from "node:path";
import { buildGoProgram, type GoBuild } from "../go/go-program.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds Helmfile from its Go module unless this machine has built it before. */
export function buildHelmfile(): Promise<GoBuild> {
  const program = {
    name: "helmfile",
    directory,
    moduleFile: "go.mod",
    package: "github.com/helmfile/helmfile",
    linkerFlags: ["-s", "-w"],
    contents: ["go.mod", "go.sum"].map((name) => readFileSync(path.join(directory, name), "utf8")),
  };
  const announcement = "building Helmfile from its Go module, once for this machine: usually 5 minutes";
  return buildGoProgram(program, announcement, (message) => process.stderr.write(`[helmfile] ${message}\n`));
}
