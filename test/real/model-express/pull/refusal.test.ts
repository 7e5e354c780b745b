import { describe, expect, test } from "vitest";
import { makeBed } from "./bed.ts";
import { findModelExpress } from "./install.ts";
import { singleFileModel } from "./model-files.ts";

describe.skipIf(!findModelExpress("0.7.0").isHere)("a pull that is refused", () => {
  test("ends long before the deadline when the hub does not know the model", async () => {
    const bed = await makeBed();
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/nope"], timeout: 600 });
    expect(exitCode).toBe(3);
    expect(terminationMessage).toMatch(/FAILED: org\/nope: refused: .*404 Not Found.*Correct the name/);
  });

  test("ends long before the deadline when the hub does not know the revision", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a@v9"], timeout: 600 });
    expect(exitCode).toBe(3);
    expect(terminationMessage).toContain("FAILED: org/a@v9: refused: ");
  });

  test.each([
    [401, "model", /api/],
    [403, "model", /api/],
    [401, "files", /resolve/],
    [403, "files", /resolve/],
  ])("says that a token is missing when the hub answers %i for the %s", async (status, _, where) => {
    const bed = await makeBed();
    bed.hub.publish("org/gated", singleFileModel("gated", 1000));
    bed.hub.misbehave(where, { kind: "status", status });
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/gated"], timeout: 600 });
    expect(exitCode).toBe(3);
    expect(terminationMessage).toMatch(/FAILED: org\/gated: refused: .*\(40[13] .*give the server an HF_TOKEN/);
  });

  test.each([401, 403, 404])("does not stop a pod that has the model when the hub answers %i", async (status) => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    await bed.pull({ models: ["org/a"] });
    bed.hub.misbehave(/api/, { kind: "status", status });
    const { exitCode, log } = await bed.pull({ models: ["org/a"], timeout: 600 });
    expect(exitCode, log).toBe(0);
    expect(log).toMatch(new RegExp(`WARNING: org/a: using the complete snapshot .*\\(${status} `));
  });

  test("is not taken for granted the first time", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    bed.hub.misbehave(/api/, { kind: "status", status: 404 });
    const pod = bed.start({ models: ["org/a"] });
    await pod.logged(/attempt 1 failed/);
    bed.hub.behave();
    expect((await pod.ended).exitCode).toBe(0);
  });

  test("stops at the first of several models, and names it", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    const { exitCode, log } = await bed.pull({ models: ["org/a", "org/nope", "org/b"] });
    expect(exitCode).toBe(3);
    expect(log).toContain("org/a: ready");
    expect(log).not.toContain("org/b: asking");
  });
});
