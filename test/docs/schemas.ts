import { readFileSync } from "node:fs";
import { expect } from "vitest";
import * as z from "zod";
import type { OUTPUTS } from "../../docs/schemas/outputs.ts";

/** Validates real output by the documented JSON Schema. */
export function expectOutput(name: keyof typeof OUTPUTS, output: string): void {
  const file = new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url);
  const schema = z.fromJSONSchema(JSON.parse(readFileSync(file, "utf8")));
  const { error } = schema.safeParse(JSON.parse(output));
  expect(error?.issues ?? []).toEqual([]);
}
