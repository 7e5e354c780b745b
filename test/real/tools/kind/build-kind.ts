import path from "node:path";
import type { GoBuild } from "../go/go-program.ts";
import { buildGoTool } from "../go/go-tool.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds kind unless this machine has built it before. */
export function buildKind(): Promise<GoBuild> {
  return buildGoTool({ name: "kind", directory, package: "sigs.k8s.io/kind", duration: "usually seconds" });
}
