import { describe, expect, test } from "vitest";
import { readPod } from "../../src/injection/pod/read-pod.ts";
import { LIMITS } from "../../src/kubernetes/limits.ts";

const main = { name: "main", image: "i" };

function list(length: number, element: unknown): unknown[] {
  return Array.from({ length }, () => element);
}

describe("a pod with more than is read", () => {
  test.each<[string, object]>([
    ["containers", { containers: list(LIMITS.containers + 1, main) }],
    ["containers", { containers: list(LIMITS.containers, main), initContainers: [main] }],
    ["words and variables", { containers: [{ ...main, args: list(LIMITS.words + 1, "x") }] }],
    ["words and variables", { containers: [{ ...main, env: list(LIMITS.words + 1, { name: "A" }) }] }],
    ["volumes", { containers: [main], volumes: list(LIMITS.mounts + 1, { name: "v" }) }],
    ["devices", { containers: list(100, { ...main, volumeDevices: list(200, { name: "v", devicePath: "/" }) }) }],
    ["mounts", { containers: list(100, { ...main, volumeMounts: list(200, { name: "v", mountPath: "/" }) }) }],
  ])("is too large, and the message has the number and the limit: %s", (what, spec) => {
    const pod = readPod({ metadata: {}, spec });
    expect(pod).toEqual({ reason: "TooLarge", problem: expect.stringMatching(/has \d+ .*; at most \d+ are read/) });
    expect(pod).toHaveProperty("problem", expect.stringContaining(what));
  });

  test("is read when it is just as large", () => {
    const env = list(LIMITS.words - 128 * 10, { name: "A", value: "" });
    const containers = [...list(127, { ...main, command: list(10, "x") }), { ...main, env }];
    expect(readPod({ metadata: {}, spec: { containers } })).toHaveProperty("containers.length", 128);
  });
});
