import { expect, it } from "vitest";
import { readCachedModels } from "../../src/prefetch/cached-models.ts";
import { declare } from "../deployment/declare.ts";
import { ready } from "./facts.ts";

const instance = declare({ models: ["a/1", "a/2"] }, { models: [ready("a/1", { revision: "v" }), ready("a/1")] });
const pod = (name: string, ...models: readonly string[]) => ({ name, instance: "inference/server", models });

it("names each model once: those of the status, then listed ones, then those of pods alone", () => {
  const models = readCachedModels(instance, [pod("inference/b", "c/3@w", "a/1"), pod("inference/a", "a/1", "a/1")]);

  expect(models).toMatchObject([
    { name: "a/1", revision: "v", phase: "Ready", isListed: false, pods: [] },
    { name: "a/1", phase: "Ready", isListed: true, pods: ["inference/a", "inference/b"] },
    { name: "a/2", phase: "Pending", isListed: true, pods: [] },
    { name: "c/3", revision: "w", phase: "Unknown", isListed: false, pods: ["inference/b"] },
  ]);
});

it("counts no pod of another instance", () => {
  const models = readCachedModels(instance, [{ ...pod("inference/a", "a/1", "c/3"), instance: "other/server" }]);

  expect(models).toHaveLength(3);
  expect(models.flatMap(({ pods }) => pods)).toEqual([]);
});
