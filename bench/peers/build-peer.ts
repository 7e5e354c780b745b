import path from "node:path";
import type { GoBuild } from "../../test/real/tools/go/go-program.ts";
import { buildGoTool } from "../../test/real/tools/go/go-tool.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds the Go webhook for comparison, unless it is in the cache. */
export function buildPeer(): Promise<GoBuild> {
  return buildGoTool({
    name: "bench-peer",
    directory,
    package: ".",
    duration: "usually 2 minutes",
    sources: ["main.go"],
  });
}
