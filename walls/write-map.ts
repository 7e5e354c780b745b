import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderMap, replaceMap } from "./render-map.ts";
import { TABLE } from "./table.ts";

/** `npm run walls`: writes the map of the table into CONTRIBUTING.md. */
const page = join(import.meta.dirname, "..", "CONTRIBUTING.md");
writeFileSync(page, replaceMap(readFileSync(page, "utf8"), renderMap(TABLE)));
