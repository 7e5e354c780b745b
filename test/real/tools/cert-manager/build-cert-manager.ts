import path from "node:path";
import type { GoBuild } from "../go/go-program.ts";
import { buildGoTool } from "../go/go-tool.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds what the chart needs of cert-manager, its controllers, unless this machine has built them before. */
export function buildCertManager(): Promise<GoBuild> {
  const duration = "usually 2 minutes";
  return buildGoTool({ name: "cert-manager", directory, package: ".", sources: ["main.go"], duration });
}
