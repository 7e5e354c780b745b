import path from "node:path";
import type { GoBuild } from "../go/go-program.ts";
import { buildGoTool } from "../go/go-tool.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds kwok, which keeps nodes that nothing runs on, unless this machine has built it before. */
export function buildKwok(): Promise<GoBuild> {
  return buildGoTool({ name: "kwok", directory, package: "sigs.k8s.io/kwok/cmd/kwok", duration: "usually 2 minutes" });
}
