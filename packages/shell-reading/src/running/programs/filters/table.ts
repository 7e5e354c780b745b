import type { Filter } from "./filter.ts";
import { cut, head, tr } from "./lines.ts";
import { basename, dirname } from "./paths.ts";
import { cat, tee } from "./streams.ts";

/** Programs whose output is computed. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ["cat", cat],
  ["tee", tee],
  ["basename", basename],
  ["dirname", dirname],
  ["tr", tr],
  ["cut", cut],
  ["head", head],
]);
