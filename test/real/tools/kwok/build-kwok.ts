import { readFileSync } from "node:fs";
import path from "node:path";
import { buildGoProgram, type GoBuild } from "../go/go-program.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds kwok, which keeps nodes that nothing runs on, from its Go module unless this machine has built it before. */
export function buildKwok(): Promise<GoBuild> {
  const program = {
    name: "kwok",
    directory,
    moduleFile: "go.mod",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    linkerFlags: ["-s", "-w"],
    contents: ["go.mod", "go.sum"].map((name) => readFileSync(path.join(directory, name), "utf8")),
  };
  const announcement = "building kwok from its Go module, once for this machine: usually 2 minutes";
  return buildGoProgram(program, announcement, (message) => process.stderr.write(`[kwok] ${message}\n`));
}
