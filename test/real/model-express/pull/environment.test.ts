import { spawnSync } from "node:child_process";
import { chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readPullScript } from "../../../../src/configuration/pull-script.ts";
import { HOSTILE_NAMES } from "../hostile-names.ts";
import { makeBed } from "./bed.ts";
import { findModelExpress } from "./install.ts";
import { expand } from "./kubelet.ts";
import { shardedModel, singleFileModel } from "./model-files.ts";
import { CAN_MOUNT } from "./privileges.ts";
import { installedShells, isInstalled } from "./shells.ts";
import { writeTool } from "./stand-in-tool.ts";

const SOURCE = fileURLToPath(new URL("../../../../src/injection/pull.sh", import.meta.url));

describe("the pull script", () => {
  // What the source excuses in comments has no excuse in the text without comments.
  test.skipIf(!isInstalled("shellcheck")).each([
    ["in its source", [SOURCE], ""],
    ["as pods carry it", ["--exclude=SC2064", "-"], readPullScript()],
  ])("satisfies shellcheck %s", (_, options, input) => {
    const { stdout, status } = spawnSync("shellcheck", ["--shell=sh", "--severity=warning", ...options], {
      encoding: "utf8",
      input,
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  test("is short enough for every pod's specification", () => {
    expect(readPullScript().length).toBeLessThan(9.5 * 1024);
  });

  test("says nothing that Kubernetes would expand", () => {
    expect(expand(readPullScript(), {})).toBe(readPullScript());
  });
});

describe.skipIf(!findModelExpress("0.7.0").isHere)("a pull in an unusual environment", () => {
  test.each(installedShells())("works under %s", async (shell) => {
    const bed = await makeBed();
    bed.hub.publish("org/a", shardedModel("a", 2, 1000));
    const words = shell.split(" ");
    for (const mode of ["shared", "stream"] as const) {
      const volume = mode === "shared" ? {} : { volume: { directory: await bed.newVolume() } };
      const { exitCode, log } = await bed.pull({ models: ["org/a"], mode, shell: words, ...volume });
      expect(exitCode, log).toBe(0);
    }
    expect((await bed.pull({ models: ["org/nope"], shell: words })).exitCode).toBe(3);
  });

  test.skipIf(!CAN_MOUNT).each(["shared", "stream"] as const)(
    "needs no home, no writable root and no special user in mode %s",
    async (mode) => {
      const bed = await makeBed();
      bed.hub.publish("org/a", singleFileModel("a", 1000));
      const directory = await bed.newVolume();
      await chmod(directory, 0o777);
      if (mode === "shared") await bed.pull({ models: ["org/a"] });
      const volume = mode === "shared" ? {} : { volume: { directory } };
      const pod = { models: ["org/a"], mode, uid: 12_345, hasReadOnlyRoot: true, ...volume };
      const { exitCode, log } = await bed.pull(pod);
      expect(exitCode, log).toBe(0);
      expect(log).not.toContain("WARNING");
    },
  );

  test.each(HOSTILE_NAMES)("calls %j a bad name and does nothing with it", async (name) => {
    const bed = await makeBed({ isServerUp: false });
    const directory = await bed.newVolume();
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/fine", name], volume: { directory } });
    expect(exitCode).toBe(2);
    expect(terminationMessage).toContain("FAILED: MX_PULL_MODEL_1 is '");
    expect(await readdir(join(directory, "hub"))).toEqual([]);
  });

  test.each([
    ["MODEL_EXPRESS_ENDPOINT", ""],
    ["MODEL_EXPRESS_CACHE_DIRECTORY", "hub"],
    ["MODEL_EXPRESS_NO_SHARED_STORAGE", "1"],
    ["MX_PULL_TIMEOUT", "90m"],
    ["MX_PULL_TIMEOUT", "0"],
  ])("names the parameter when %s is %j", async (name, value) => {
    const bed = await makeBed({ isServerUp: false });
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a"], env: { [name]: value } });
    expect(exitCode).toBe(2);
    expect(terminationMessage).toContain(`FAILED: ${name} is`);
  });

  test("says so when the image has no command line tool", async () => {
    const bed = await makeBed({ isServerUp: false });
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a"], cli: "/nowhere/modelexpress-cli" });
    expect(exitCode).toBe(2);
    expect(terminationMessage).toContain("/nowhere/modelexpress-cli");
  });

  test("passes on what the command line tool has against its environment", async () => {
    const bed = await makeBed({ isServerUp: false });
    const env = { MODEL_EXPRESS_TIMEOUT: "60s" };
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a"], env, timeout: 600 });
    expect(exitCode).toBe(2);
    expect(terminationMessage).toMatch(/FAILED: org\/a: .*'60s'.*Use an image of Model Express/);
  });

  test("has nothing to do when no model is named", async () => {
    const bed = await makeBed({ isServerUp: false });
    const { exitCode, log } = await bed.pull({ models: [] });
    expect(exitCode).toBe(0);
    expect(log).toMatch(/: done: \d+ s/);
  });

  test("ends at the deadline although the command line tool ignores everything", async () => {
    const bed = await makeBed({ isServerUp: false });
    const cli = await writeTool(await bed.newVolume(), "9", "trap '' TERM; while :; do sleep 1; done");
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a"], cli, timeout: 2 });
    expect(exitCode).toBe(4);
    expect(terminationMessage).toContain("FAILED: org/a: no answer; the server or its hub hangs");
  });
});
