import { writeFileSync } from "node:fs";
import { OUTPUTS, schemaText } from "./outputs.ts";

/** `npm run schemas`: writes a JSON Schema for each output. */
for (const name of Object.keys(OUTPUTS) as (keyof typeof OUTPUTS)[]) {
  writeFileSync(new URL(`${name}.schema.json`, import.meta.url), schemaText(name));
}
