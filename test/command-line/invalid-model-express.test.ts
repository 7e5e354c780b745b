import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { EXAMPLES } from "./run.ts";
import { runHere } from "./run-here.ts";

const folder = mkdtempSync(join(tmpdir(), "invalid-model-express-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, "instance.yaml");
const WORKER = join(EXAMPLES, "worker.yaml");

function write(spec: object): void {
  const metadata = { name: "mx", namespace: "inference" };
  writeFileSync(
    file,
    JSON.stringify({ apiVersion: "modelexpress.nvidia.com/v1alpha1", kind: "ModelExpress", metadata, spec }),
  );
}

const VALID = { dynamoNamespace: "inference-vllm-agg", pvc: { name: "cache" } };

/** Each field that is wrong, and what the sentence names. */
const WRONG: readonly (readonly [spec: object, place: string])[] = [
  [{ ...VALID, env: [{ nam: "A" }] }, "env.0.name is missing (env.0 has the unknown key nam: did you mean name?)"],
  [{ ...VALID, pvc: { nme: "cache" } }, "pvc.name is missing (pvc has the unknown key nme: did you mean name?)"],
  [{ ...VALID, pvc: "cache" }, "pvc"],
  [{ ...VALID, pvc: { name: "cache", create: true, size: "lots" } }, "pvc.size"],
  [{ ...VALID, models: "org/a" }, "models: expected a list such as [org/name]"],
  [{ ...VALID, models: ["org/a", "../x"] }, "models.1"],
  [{ ...VALID, dynamoNamespace: "a b" }, "dynamoNamespace: expected one such as inference-vllm-agg, or global"],
  [{ pvc: { name: "cache" } }, "dynamoNamespace: is missing; expected one such as"],
  [{ dynamoNamespace: "global" }, "names no claim: set pvc: {name: …}"],
];

describe.each(["check", "explain", "inject"])("%s", (command) => {
  test.each(WRONG)("names what is wrong with the ModelExpress %j", async (spec, place) => {
    write(spec);
    for (const args of [
      ["-f", WORKER, "--cluster", file],
      ["-f", WORKER, "-f", file],
    ]) {
      const { code, out, err } = await runHere([command, ...args]);
      expect({ code, out }).toEqual({ code: 3, out: "" });
      expect(err).toMatch(/^error: ModelExpress inference\/mx[^\n]+; the API server would refuse it\n$/);
      expect(err).toContain(place);
      expect(err).not.toMatch(/\[object|\^\[|undefined/);
    }
  });

  test("takes a valid one as the Service that the controller makes of it", async () => {
    write(VALID);
    const { code } = await runHere([command, "-f", WORKER, "--cluster", file]);
    expect(code).toBe(0);
  });
});
