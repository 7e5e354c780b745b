import path from "node:path";
import type { GoBuild } from "../go/go-program.ts";
import { buildGoTool } from "../go/go-tool.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds the program that asks Kubernetes' own parser, unless this machine has built it before. */
export function buildQuantity(): Promise<GoBuild> {
  return buildGoTool({ name: "quantity", directory, package: ".", duration: "usually seconds", sources: ["main.go"] });
}
