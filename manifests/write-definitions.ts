import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { readMountedScript } from "../src/configuration/pull-script.ts";
import { buildDefinition } from "../src/deployment/model-express-definition.ts";

const chart = path.join(import.meta.dirname, "chart");

/** Files of the chart that are made from the code. */
const FILES = {
  "crds/modelexpresses.yaml": renderDefinition,
  "templates/_pull-script.tpl": renderScriptName,
} as const;
export type DefinitionFile = keyof typeof FILES;
export const DEFINITION_FILES = Object.keys(FILES) as readonly DefinitionFile[];

/** The text of a file, as the code has it. */
export function renderFile(file: DefinitionFile): string {
  return FILES[file]();
}

/** The file as it is. */
export function readFile(file: DefinitionFile): string {
  return readFileSync(path.join(chart, file), "utf8");
}

function renderDefinition(): string {
  const header = "# Made from src/deployment/model-express-spec.ts by `npm run manifests`.\n";
  return header + stringify(buildDefinition(), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** The permissions for the ConfigMaps with the script need their name. */
function renderScriptName(): string {
  const header = "{{/* The ConfigMaps of src/injection/pull.sh, by `npm run manifests`. */}}\n";
  return `${header}{{- define "model-express-injector.pull-script" -}}${readMountedScript().name}{{- end -}}\n`;
}

if (import.meta.main) {
  for (const file of DEFINITION_FILES) {
    mkdirSync(path.dirname(path.join(chart, file)), { recursive: true });
    writeFileSync(path.join(chart, file), renderFile(file));
  }
}
