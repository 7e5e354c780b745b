import path from "node:path";
import type { GoBuild } from "../go/go-program.ts";
import { buildGoTool } from "../go/go-tool.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds the program that evaluates PromQL with Prometheus' own engine, unless this machine has built it before. */
export function buildPromql(): Promise<GoBuild> {
  const sources = ["main.go", "memory.go"];
  return buildGoTool({ name: "promql", directory, package: ".", duration: "usually a minute", sources });
}
