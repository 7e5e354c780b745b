import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { configSchema } from "../../../src/configuration/config-schema.ts";
import { chart } from "../tools/helm/helm.ts";

/** A JSON Schema, as far as it says which keys there are. */
interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
}

interface ChartSchema {
  readonly definitions: Readonly<Record<string, Schema>>;
}

const { definitions } = JSON.parse(readFileSync(path.join(chart, "values.schema.json"), "utf8")) as ChartSchema;

it("the chart's config has the keys of an InjectorConfiguration, and no others", () => {
  const inFile = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }) as Schema;
  const { apiVersion: _, kind: __, ...properties } = inFile.properties ?? {};

  expect(keysOf(definitions["config"] ?? {})).toEqual(keysOf({ ...inFile, properties }));
});

/** `pull.image` for a key, `pull.*` where any is taken. */
function keysOf(schema: Schema, at = ""): string[] {
  const { properties, additionalProperties } = resolve(schema);
  const open = typeof additionalProperties === "object" ? [`${at}*`] : [];
  const named = Object.entries(properties ?? {}).flatMap(([key, value]) => [
    at + key,
    ...keysOf(value, `${at}${key}.`),
  ]);
  return [...named, ...open].sort();
}

function resolve(schema: Schema): Schema {
  const name = schema.$ref?.replace("#/definitions/", "");
  return name === undefined ? schema : (definitions[name] ?? {});
}
