import type { Client } from "../bed/client.ts";

type Schema = { readonly [key: string]: unknown };

/** The API server's own schemas of the parts of a pod, in the form that a CustomResourceDefinition takes. */
export interface PodSchemas {
  readonly podTemplate: Schema;
  /** `extraPodSpec` of v1alpha1: a pod's spec without required containers, and `mainContainer`. */
  readonly extraPodSpec: Schema;
}

const CORE = "io.k8s.api.core.v1.";

/**
 * Reads what Dynamo's own definitions have by generation: every field of a pod, typed, and no other. So fields that are
 * misspelt within a pod are refused, too.
 */
export async function readPodSchemas(client: Client): Promise<PodSchemas> {
  const api = await client.get<{ readonly components: { readonly schemas: Readonly<Record<string, Schema>> } }>(
    "/openapi/v3/api/v1",
  );
  const inline = (name: string) => simplify({ $ref: `#/components/schemas/${CORE}${name}` }, api.components.schemas);
  const podSpec = inline("PodSpec") as { readonly properties: Schema };
  // It is called main, whatever its name.
  const { required: _, ...mainContainer } = inline("Container");
  const properties = { ...podSpec.properties, mainContainer };
  return { podTemplate: inline("PodTemplateSpec"), extraPodSpec: { type: "object", properties } };
}

/** A structural schema without what a definition may not have: references, defaults, and hints for other tools. */
function simplify(schema: Schema, all: Readonly<Record<string, Schema>>): Schema {
  const [only] = Array.isArray(schema["allOf"]) ? (schema["allOf"] as Schema[]) : [];
  const reference = schema["$ref"] ?? only?.["$ref"];
  if (typeof reference === "string") {
    const name = reference.slice(reference.lastIndexOf("/") + 1);
    if (name.endsWith(".ObjectMeta")) return METADATA;
    return simplify(all[name] ?? {}, all);
  }
  if (schema["oneOf"] !== undefined || schema["format"] === "int-or-string") return EITHER;
  const { properties, items, additionalProperties, required, type } = schema as Readonly<Record<string, Schema>>;
  return {
    ...(type === undefined ? { "x-kubernetes-preserve-unknown-fields": true } : { type }),
    ...(required === undefined ? {} : { required }),
    ...(items === undefined ? {} : { items: simplify(items, all) }),
    ...(typeof additionalProperties === "object" ? { additionalProperties: simplify(additionalProperties, all) } : {}),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, value]) => [key, simplify(value as Schema, all)]),
          ),
        }),
  };
}

const EITHER = { "x-kubernetes-int-or-string": true };
const TEXTS = { type: "object", additionalProperties: { type: "string" } };
const METADATA = {
  type: "object",
  properties: { name: { type: "string" }, namespace: { type: "string" }, labels: TEXTS, annotations: TEXTS },
};
