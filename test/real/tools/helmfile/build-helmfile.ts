import path from "node:path";
import type { GoBuild } from "../go/go-program.ts";
import { buildGoTool } from "../go/go-tool.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds Helmfile unless this machine has built it before. */
export function buildHelmfile(): Promise<GoBuild> {
  const duration = "usually 5 minutes";
  return buildGoTool({ name: "helmfile", directory, package: "github.com/helmfile/helmfile", duration });
}
