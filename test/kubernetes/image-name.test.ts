import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { IMAGE_PATTERN, IMAGE_PREFIX_PATTERN, isImage, REPOSITORY_PATTERN } from "../../src/kubernetes/image-name.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/** What a registry's client takes, by the tests of distribution's `reference` package. */
const IMAGES = [
  "redis",
  "a",
  "redis:7.2-alpine",
  "library/redis",
  "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.7.0",
  "localhost:5000/server",
  "registry:5000/server:v1",
  "Registry.Example.com/org/server",
  "[2001:db8::1]:5000/server",
  "org/a__b/c--d/e.f_g:_Tag.1-x",
  `server@${DIGEST}`,
  `registry.example.com/org/server:1@${DIGEST}`,
  `a:${"t".repeat(128)}`,
];

const OTHERS = [
  "",
  ":::",
  "a:",
  ":1",
  "a::1",
  "a:1:2",
  "a b",
  "a\n",
  "Server",
  "org/Server",
  "/a",
  "a/",
  "a//b",
  "-a",
  "a-",
  "a..b",
  "a___b",
  "https://registry.example.com/a",
  "registry.example.com:x/a",
  "a@sha256:1",
  `a@${DIGEST}:1`,
  `a:${"t".repeat(129)}`,
  "$IMAGE",
  "{{ .Values.image }}",
  "registry.example.com/*",
  `${"a/".repeat(256)}a`,
];

describe("an image", () => {
  test.each(IMAGES)("may be %s", (text) => {
    expect(isImage(text)).toBe(true);
  });

  test.each(OTHERS)("is not %j", (text) => {
    expect(isImage(text)).toBe(false);
  });
});

test.each([
  ["registry.example.com", true],
  ["registry.example.com/", true],
  ["Registry.example.com:5000/", true],
  ["localhost:5000", true],
  ["registry.example.com/org/", true],
  ["registry.example.com/org/server:1", true],
  [`server@${DIGEST}`, true],
  ["", false],
  ["/", false],
  ["registry.example.com/*", false],
  ["registry.example.com//", false],
  ["https://registry.example.com/", false],
  ["server:v1/", false],
  ["^registry", false],
])("the start of an image may be %j: %s", (text, isPrefix) => {
  expect(new RegExp(IMAGE_PREFIX_PATTERN).test(text)).toBe(isPrefix);
});

test("the chart's schema has the same grammar", () => {
  const { properties, definitions } = JSON.parse(readFileSync("manifests/chart/values.schema.json", "utf8"));
  expect(properties.image.properties.repository.pattern).toBe(REPOSITORY_PATTERN);
  expect(definitions.image.pattern).toBe(IMAGE_PATTERN);
  expect(definitions.imagePrefix.pattern).toBe(IMAGE_PREFIX_PATTERN);
});
