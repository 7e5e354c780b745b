import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { makeBed } from "./bed.ts";
import { refFile } from "./cache-layout.ts";
import { DEFAULT_VERSION, findModelExpress, VERSIONS } from "./install.ts";
import { singleFileModel } from "./model-files.ts";
import { writeTool } from "./stand-in-tool.ts";

describe.each(VERSIONS)("a pull with Model Express %s", (version) => {
  test.skipIf(!findModelExpress(version).isHere).each(["shared", "stream"] as const)(
    "brings main and a revision in mode %s",
    async (mode) => {
      const bed = await makeBed({ version });
      const main = bed.hub.publish("org/a", singleFileModel("main", 1000));
      const dev = bed.hub.publish("org/a", singleFileModel("dev", 1000), ["dev"]);
      const directory = mode === "shared" ? bed.volume : await bed.newVolume();
      const { exitCode, log } = await bed.pull({ models: ["org/a", "org/a@dev"], mode, volume: { directory } });
      expect(exitCode, log).toBe(0);
      expect(await readFile(refFile(directory, "org/a"), "utf8")).toBe(main);
      expect(await readFile(refFile(directory, "org/a", "dev"), "utf8")).toBe(dev);
    },
  );

  test.skipIf(!findModelExpress(version).isHere)("knows a refusal and an absent server", async () => {
    const bed = await makeBed({ version });
    expect((await bed.pull({ models: ["org/nope"], timeout: 600 })).exitCode).toBe(3);
    await bed.server.kill();
    expect((await bed.pull({ models: ["org/nope"], timeout: 3 })).exitCode).toBe(4);
  });
});

const old = findModelExpress(DEFAULT_VERSION);

describe.skipIf(!old.isHere || !findModelExpress("0.7.0").isHere)("a pull with a command line tool of 0.5", () => {
  const cli = old.isHere ? old.cli : "";

  test.each(["shared", "stream"] as const)("brings main in mode %s", async (mode) => {
    const bed = await makeBed();
    const main = bed.hub.publish("org/a", singleFileModel("main", 1000));
    const directory = mode === "shared" ? bed.volume : await bed.newVolume();
    const { exitCode, log } = await bed.pull({ models: ["org/a"], mode, volume: { directory }, cli });
    expect(exitCode, log).toBe(0);
    expect(await readFile(refFile(directory, "org/a"), "utf8")).toBe(main);
  });

  test("does not take another revision's snapshot for main", async () => {
    const bed = await makeBed();
    const main = bed.hub.publish("org/a", singleFileModel("main", 1000));
    bed.hub.publish("org/a", singleFileModel("dev", 1000), ["dev"]);
    await bed.pull({ models: ["org/a", "org/a@dev"] });
    expect((await bed.pull({ models: ["org/a"], cli })).log).toContain(`ready at ${main}`);
  });

  test("says that it knows no revisions", async () => {
    const bed = await makeBed();
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a@dev"], cli, timeout: 600 });
    expect(exitCode).toBe(2);
    expect(terminationMessage).toContain("Use an image of Model Express, for a revision 0.6 or newer");
  });

  test("proves in mode shared that this pod sees the snapshot", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    const volume = { directory: await bed.newVolume() };
    expect((await bed.pull({ models: ["org/a"], cli, volume, timeout: 20 })).exitCode).toBe(5);
  });
});

describe.skipIf(!findModelExpress("0.7.0").isHere)("a pull of a revision", () => {
  // What the tool of 0.7 prints when a server of 0.5 ignores the revision and delivers main.
  test.each([
    ["does not name", "", /delivers ''. Use a server of 0.6 or newer/],
    ["misses", `Resolved revision: ${"b".repeat(40)}`, /delivers 'b{40}'. Use a server/],
  ])("fails when the server %s the commit that was asked for", async (_, line, message) => {
    const bed = await makeBed({ isServerUp: false });
    const lines = `✅ SUCCESS\n  Model 'org/a' downloaded successfully\n  ${line}`;
    const cli = await writeTool(await bed.newVolume(), "0.7.0", `cat <<'END'\n${lines}\nEND`);
    const { exitCode, terminationMessage } = await bed.pull({ models: [`org/a@${"a".repeat(40)}`], cli });
    expect(exitCode, terminationMessage).toBe(2);
    expect(terminationMessage).toMatch(message);
  });
});
