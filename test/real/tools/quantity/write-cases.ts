import { writeFileSync } from "node:fs";
import path from "node:path";
import { quantityTexts } from "../../../kubernetes/quantity-texts.ts";
import { buildQuantity } from "./build-quantity.ts";
import { parseReally } from "./parse-really.ts";

/** `node test/real/tools/quantity/write-cases.ts`: asks Kubernetes' parser, and writes the table of the unit tests. */
const build = await buildQuantity();
if (!build.isBuilt) throw new Error(build.reason);
const texts = quantityTexts();
const amounts = parseReally(build.binary, texts);
const lines = texts.map((text, index) => `  ${JSON.stringify(text)}: ${JSON.stringify(amounts[index])}`);
const file = path.join(import.meta.dirname, "..", "..", "..", "kubernetes", "quantity-cases.json");
writeFileSync(file, `{\n${lines.join(",\n")}\n}\n`);
