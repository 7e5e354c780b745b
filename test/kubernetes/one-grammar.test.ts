import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/configuration/config.ts";
import { ConfigError } from "../../src/configuration/config-error.ts";
import { readModelExpress } from "../../src/deployment/model-express.ts";
import { isLabelValue, isServiceName, isSubdomain, SUBDOMAIN_PATTERN } from "../../src/kubernetes/names.ts";
import { MODEL_VOLUME_PATTERN, parseQuantity, QUANTITY_PATTERN } from "../../src/kubernetes/quantity.ts";
import cases from "./quantity-cases.json" with { type: "json" };

const TEXTS = Object.keys(cases);
const POSITIVE = TEXTS.filter((text) => (parseQuantity(text) ?? 0n) > 0n);
const NOT_NEGATIVE = TEXTS.filter((text) => (parseQuantity(text) ?? -1n) >= 0n && !text.startsWith("-"));

function takesConfig(config: object): boolean {
  try {
    loadConfig({ name: "test", text: JSON.stringify(config) }, {});
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

function takesSpec(spec: object): boolean {
  const metadata = { namespace: "inference", name: "server" };
  const declared = readModelExpress({ metadata, spec: { dynamoNamespace: "graph", pvc: { name: "models" }, ...spec } });
  return declared !== undefined && "spec" in declared;
}

describe("the grammar of quantities is the same for", () => {
  it("requests and limits in the configuration", () => {
    const taken = TEXTS.filter((memory) => takesConfig({ pull: { resources: { limits: { memory } } } }));
    expect(taken).toEqual(NOT_NEGATIVE);
    expect(takesConfig({ pull: { resources: { requests: { cpu: 1 } } } })).toBe(true);
  });

  it("the resources of a ModelExpress", () => {
    expect(TEXTS.filter((memory) => takesSpec({ resources: { requests: { memory } } }))).toEqual(NOT_NEGATIVE);
  });

  it("the size of a ModelExpress's claim", () => {
    expect(TEXTS.filter((size) => takesSpec({ pvc: { name: "models", create: true, size } }))).toEqual(POSITIVE);
  });

  it("the chart's schema", () => {
    const { definitions } = JSON.parse(readFileSync("manifests/chart/values.schema.json", "utf8"));
    expect(definitions.quantity.pattern).toBe(QUANTITY_PATTERN);
    expect(definitions.volumeSize.pattern).toBe(MODEL_VOLUME_PATTERN);
    expect(definitions.objectName.pattern).toBe(SUBDOMAIN_PATTERN);
  });
});

describe("the size of a streaming pod's volume", () => {
  it.each(["1M", "+1Mi", "1.5Ti", ".5Ti", "0200Gi", "2e11", "1E+6", "1000000", "214748364800", "1000000.0"])(
    "may be %s",
    (size) => {
      expect(takesConfig({ stream: { storageClass: "fast", size } })).toBe(true);
    },
  );

  it.each([
    "10",
    "200",
    "999999",
    "200k",
    "200Ki",
    "200m",
    "1e5",
    "1e-6",
    "0Gi",
    "0",
    "0000000",
    "-1Gi",
    "Gi",
    "1 Gi",
    "1Gi\n",
  ])("may not be %j", (size) => {
    expect(takesConfig({ stream: { storageClass: "fast", size } })).toBe(false);
  });

  it("may be a number of bytes", () => {
    expect(takesConfig({ stream: { size: 1_000_000 } })).toBe(true);
    expect(takesConfig({ stream: { size: 10 } })).toBe(false);
  });
});

describe("a name", () => {
  it.each([
    ["a", true],
    ["a.b-c.0", true],
    ["a".repeat(253), true],
    ["a".repeat(254), false],
    ["A", false],
    ["-a", false],
    ["a..b", false],
    ["a_b", false],
    ["a\n", false],
    ["", false],
  ])("of an object may be %j: %s", (text, isValid) => {
    expect(isSubdomain(text)).toBe(isValid);
  });

  it.each([
    ["a", true],
    ["a-0", true],
    ["a".repeat(63), true],
    ["a".repeat(64), false],
    ["0a", false],
    ["a.b", false],
    ["a-", false],
    ["", false],
  ])("of a Service may be %j: %s", (text, isValid) => {
    expect(isServiceName(text)).toBe(isValid);
  });

  it.each([
    ["A.b_c-0", true],
    ["a".repeat(63), true],
    ["a".repeat(64), false],
    ["-a", false],
    ["a b", false],
    ["", false],
  ])("of a label's value may be %j: %s", (text, isValid) => {
    expect(isLabelValue(text)).toBe(isValid);
  });
});
