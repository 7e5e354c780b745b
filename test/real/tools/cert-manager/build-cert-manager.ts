import { readFileSync } from "node:fs";
import path from "node:path";
import { buildGoProgram, type GoBuild } from "../go/go-program.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds what the chart needs of cert-manager from its Go module unless this machine has built it before. */
export function buildCertManager(): Promise<GoBuild> {
  const program = {
    name: "cert-manager",
    directory,
    moduleFile: "go.mod",
    package: ".",
    linkerFlags: ["-s", "-w"],
    contents: ["main.go", "go.mod", "go.sum"].map((name) => readFileSync(path.join(directory, name), "utf8")),
  };
  const announcement = "building cert-manager's controllers from Go modules, once for this machine: usually 2 minutes";
  return buildGoProgram(program, announcement, (message) => process.stderr.write(`[cert-manager] ${message}\n`));
}
