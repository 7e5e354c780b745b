import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/configuration/config.ts";
import { toSettings } from "../../../src/configuration/to-settings.ts";
import { mutatePod } from "../../../src/injection/mutate-pod.ts";
import type { ContainerText } from "../../../src/injection/pod/environment.ts";
import { ReadingCache, readContainers } from "../../../src/injection/target/reading-cache.ts";
import { arbitraryCluster, arbitraryPod } from "../arbitrary-pod.ts";

const cluster = arbitraryCluster();
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

function worker(model: string, changes: Partial<ContainerText> = {}): ContainerText {
  const args = ["-m", "dynamo.vllm", "--model", model];
  return { command: ["python3"], args, env: [], hasEnvFrom: false, hasOnlyTokens: true, ...changes };
}

function script(text: string): ContainerText {
  return worker("", { command: ["bash", "-c", text], args: [] });
}

function repeat<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}

describe("a decision with remembered readings", () => {
  test("equals one without", () => {
    const readings = new ReadingCache();
    fc.assert(
      fc.property(arbitraryPod, (object) => {
        const request = { namespace: "ns", object };
        const { operations, reason } = mutatePod(request, cluster, settings);
        for (let call = 0; call < 2; call += 1) {
          expect(mutatePod(request, cluster, settings, readings)).toMatchObject({ operations, reason });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("a cache of readings", () => {
  test("returns the same reading for the same texts", () => {
    const cache = new ReadingCache();
    expect(cache.read([worker("org/a")])).toBe(cache.read([worker("org/a")]));
  });

  test.each<[string, ContainerText]>([
    ["the command", worker("org/a", { command: ["python"] })],
    ["an argument", worker("org/b")],
    ["a variable", worker("org/a", { env: [{ name: "DYN_LORA_ENABLED", value: "1" }] })],
    ["envFrom", worker("org/a", { hasEnvFrom: true })],
    ["what envFrom names", worker("org/a", { hasOnlyTokens: false })],
  ])("tells texts apart that differ in %s", (_what, other) => {
    const cache = new ReadingCache();
    expect(cache.read([other])).not.toBe(cache.read([worker("org/a")]));
  });

  test("distinguishes a variable's value from a reference", () => {
    const cache = new ReadingCache();
    const [known] = cache.read([worker("$(MODEL)", { env: [{ name: "MODEL", value: "" }] })]);
    const [unknown] = cache.read([worker("$(MODEL)", { env: [{ name: "MODEL", valueFrom: {} }] })]);
    expect(known?.detection).not.toEqual(unknown?.detection);
  });

  test("distinguishes two containers from one with both their texts", () => {
    const cache = new ReadingCache();
    expect(cache.read([worker("org/a"), worker("org/b")])).toHaveLength(2);
    expect(cache.read([worker("org/a")])).toHaveLength(1);
  });

  test("keeps its limit, and evicts the least recently used", () => {
    const cache = new ReadingCache();
    const filler = (i: number): ContainerText => worker(`org/${i}`, { env: [{ name: "A", value: "x".repeat(9000) }] });
    const first = cache.read([filler(0)]);
    const second = cache.read([filler(1)]);
    for (let i = 2; i < 1000; i += 1) {
      cache.read([filler(i)]);
      expect(cache.read([filler(0)])).toBe(first);
      expect(cache.size).toBeLessThanOrEqual(8 * 1024 * 1024);
    }
    expect(cache.read([filler(1)])).not.toBe(second);
  });

  test.each<[string, (i: number) => ContainerText]>([
    ["variables", (i) => worker(`org/${i}`, { env: repeat(200, (at) => ({ name: `V${at}`, value: `${i}` })) })],
    ["scripts", (i) => script(`${"vllm serve org/a & ".repeat(10)} exec vllm serve org/${i}`)],
    [
      "parts of long texts that a script makes",
      (i) => script(`A=m${i}${"x".repeat(40)}; B=$A$A$A$A; C=$B$B$B$B$B$B$B$B; exec vllm serve org/\${C:0:20}`),
    ],
    ["empty words", (i) => worker(`org/${i}`, { args: [`${i}`, ...repeat(1000, () => "")] })],
  ])("takes no more memory than it counts: %s", (_what, containerOf) => {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const cache = new ReadingCache();
    for (let i = 0; i < 400; i += 1) cache.read([containerOf(i)]);
    collectGarbage();
    const taken = process.memoryUsage().heapUsed - before;
    expect(cache.size).toBeGreaterThan(400 * 100);
    expect(taken).toBeLessThan(2 * cache.size + 512 * 1024);
  });

  test.each<[string, ContainerText]>([
    ["long texts", worker("x".repeat(40_000))],
    [
      "short texts that expand to long ones",
      worker("org/a", {
        env: Array.from({ length: 16 }, (_, i) => ({
          name: `V${i}`,
          value: i === 0 ? "xx" : `$(V${i - 1})$(V${i - 1})`,
        })),
      }),
    ],
  ])("does not remember %s", (_what, container) => {
    const cache = new ReadingCache();
    expect(cache.read([container])).toEqual(readContainers([container]));
    expect(cache.size).toBe(0);
  });
});
