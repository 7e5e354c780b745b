import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MAPS, replaceMap } from "./render-map.ts";
import { TABLE } from "./table.ts";

/** `npm run walls`: writes the maps of the table into their pages. */
for (const { page, render } of MAPS) {
  const file = join(import.meta.dirname, "..", page);
  writeFileSync(file, replaceMap(readFileSync(file, "utf8"), render(TABLE)));
}
