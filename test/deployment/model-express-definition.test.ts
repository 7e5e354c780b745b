import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { DEFINITION_FILES, readFile, renderFile } from "../../manifests/write-definitions.ts";
import { buildDefinition } from "../../src/deployment/model-express-definition.ts";
import { modelExpressSpec } from "../../src/deployment/model-express-spec.ts";

const minimal = { dynamoNamespace: "global", pvc: { name: "models" } };

describe("the ModelExpress definition", () => {
  it.each(DEFINITION_FILES)("equals the chart's %s, otherwise run `npm run manifests`", (file) => {
    expect(readFile(file)).toBe(renderFile(file));
  });

  it("is what the chart has", () => {
    expect(parse(readFile("crds/modelexpresses.yaml"))).toEqual(buildDefinition());
  });

  it("uses only what structural schemas allow", () => {
    const text = JSON.stringify(buildDefinition());

    for (const key of ["$schema", "propertyNames", '"additionalProperties":false', "9007199254740991"]) {
      expect(text).not.toContain(key);
    }
  });
});

describe("a ModelExpress spec", () => {
  it("has the documented defaults", () => {
    expect(modelExpressSpec.parse(minimal)).toEqual({
      dynamoNamespace: "global",
      pvc: {
        name: "models",
        create: false,
        accessMode: "ReadWriteMany",
        deletionPolicy: "Retain",
        readOnly: false,
      },
    });
  });

  it.each([
    ["a dynamo namespace that is no label value", { ...minimal, dynamoNamespace: "a/b" }],
    ["an empty dynamo namespace", { ...minimal, dynamoNamespace: "" }],
    ["no claim", { dynamoNamespace: "global" }],
    ["a claim of another namespace", { ...minimal, pvc: { name: "other/models" } }],
    ["a size of nothing", { ...minimal, pvc: { name: "models", size: "0Gi" } }],
    ["a sub-path out of the claim", { ...minimal, pvc: { name: "models", subPath: "a/../../b" } }],
    ["an absolute sub-path", { ...minimal, pvc: { name: "models", subPath: "/a" } }],
    ["an image with a space", { ...minimal, image: "a b" }],
    ["a Secret of another namespace", { ...minimal, huggingFaceTokenSecret: "other/token" }],
    ["a cache that the server cannot write to", { ...minimal, pvc: { name: "models", accessMode: "ReadOnlyMany" } }],
  ])("refuses %s", (_, spec) => {
    expect(modelExpressSpec.safeParse(spec).success).toBe(false);
  });

  it.each(["a", "a/b", ".hidden/x", "models--org/0"])("accepts the sub-path %s", (subPath) => {
    expect(modelExpressSpec.safeParse({ ...minimal, pvc: { name: "models", subPath } }).success).toBe(true);
  });
});
