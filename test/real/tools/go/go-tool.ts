import { readFileSync } from "node:fs";
import path from "node:path";
import { buildGoProgram, type GoBuild } from "./go-program.ts";

/** A tool of the tests that is built from a `go.mod` of its own. */
export interface GoTool {
  /** How its file in the cache and its lines of output begin. */
  readonly name: string;
  /** The folder with `go.mod` and `go.sum`. */
  readonly directory: string;
  readonly package: string;
  /** For people who wait: `usually 2 minutes`. */
  readonly duration: string;
  /** Its own source files, if it has some. */
  readonly sources?: readonly string[];
  /** Besides `-s -w`. */
  readonly linkerFlags?: readonly string[];
}

/** Builds a tool unless this machine has built it before. */
export function buildGoTool(tool: GoTool): Promise<GoBuild> {
  const { name, directory, sources = [], linkerFlags = [] } = tool;
  const files = [...sources, "go.mod", "go.sum"];
  const program = {
    name,
    directory,
    moduleFile: "go.mod",
    package: tool.package,
    linkerFlags: ["-s", "-w", ...linkerFlags],
    contents: files.map((file) => readFileSync(path.join(directory, file), "utf8")),
  };
  const announcement = `building ${name} from its Go module, once for this machine: ${tool.duration}`;
  return buildGoProgram(program, announcement, (message) => process.stderr.write(`[${name}] ${message}\n`));
}
