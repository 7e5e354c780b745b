import { describe, expect, test } from "vitest";
import { DEFAULT_IMAGE_PATTERN, parseImagePattern } from "../../src/configuration/image-pattern.ts";

describe("a pattern of images", () => {
  test.each([
    ["^registry\\.example\\.com/engines/", "registry.example.com/engines/vllm:1", true],
    ["^registry\\.example\\.com/engines/", "evil.com/registry.example.com/engines/vllm:1", false],
    ["^a/x:|b/y:", "c/b/y:1", false],
    ["^a/x:|b/y:", "b/y:1", true],
    ["^[a-z.]+/vllm(?:-cuda)?:", "nvcr.io/vllm-cuda:1", true],
  ])("%s and %s", (pattern, image, isTaken) => {
    expect(parseImagePattern(pattern)?.test(image)).toBe(isTaken);
  });

  test.each([
    "vllm",
    "^(a+)+$",
    "^(?:a|a)*$",
    "^(a)\\1",
    "^(?=a)",
    "^a*b*c*",
    "^(",
    "^(?:a{1,5}){2}",
    `^${"a".repeat(300)}`,
  ])("%s is refused", (pattern) => expect(parseImagePattern(pattern)).toBeUndefined());
});

describe("Dynamo's runtime images", () => {
  const pattern = parseImagePattern(DEFAULT_IMAGE_PATTERN);
  test.each([
    ["vllm-runtime:1.3.0", true],
    ["sglang-runtime:1.10.1-cuda13", true],
    ["tensorrtllm-runtime:2.0", true],
    ["vllm-runtime:v1.3", true],
    ["vllm-runtime:1.3.0@sha256:0123", true],
    ["vllm-runtime:1.2.1", false],
    ["vllm-runtime:0.9.0", false],
    ["vllm-runtime:latest", false],
    ["vllm-runtime", false],
    ["vllm-runtime:1.3x", false],
    ["frontend:1.3.0", false],
  ])("%s", (name, isTaken) => {
    expect(pattern?.test(`nvcr.io/nvidia/ai-dynamo/${name}`)).toBe(isTaken);
    expect(pattern?.test(`example.com/nvcr.io/nvidia/ai-dynamo/${name}`)).toBe(false);
  });
});
