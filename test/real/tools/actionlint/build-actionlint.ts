import path from "node:path";
import type { GoBuild } from "../go/go-program.ts";
import { buildGoTool } from "../go/go-tool.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds actionlint, which checks GitHub's workflows, unless this machine has built it before. */
export function buildActionlint(): Promise<GoBuild> {
  const duration = "usually seconds";
  return buildGoTool({
    name: "actionlint",
    directory,
    package: "github.com/rhysd/actionlint/cmd/actionlint",
    duration,
  });
}
