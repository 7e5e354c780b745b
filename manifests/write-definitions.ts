import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { buildDefinition } from "../src/deployment/model-express-definition.ts";

const directory = path.join(import.meta.dirname, "chart", "crds");
const file = path.join(directory, "modelexpresses.yaml");

/** The text of the chart's CustomResourceDefinition, as the code has it. */
export function renderDefinition(): string {
  const header = "# Made from src/deployment/model-express-spec.ts by `npm run manifests`.\n";
  return header + stringify(buildDefinition(), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** The file as it is. */
export function readDefinition(): string {
  return readFileSync(file, "utf8");
}

if (import.meta.main) {
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, renderDefinition());
}
