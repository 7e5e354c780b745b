import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type Bed, makeBed } from "./bed.ts";
import { findModelExpress } from "./install.ts";
import { singleFileModel } from "./model-files.ts";
import { CAN_MOUNT } from "./privileges.ts";
import { installedShells } from "./shells.ts";

describe.skipIf(!findModelExpress("0.7.0").isHere)("a pull that is told to stop", () => {
  test.each(installedShells())("ends at once with all its children under %s", async (shell) => {
    const { bed, pod } = await hangingPull(shell.split(" "));
    pod.signal("SIGTERM");
    const { exitCode, log } = await pod.ended;
    expect(exitCode, log).toBe(143);
    expect(log).toContain("stopped by a signal");
    await sessionIsEmpty(pod.pid);
    bed.hub.behave();
    expect((await bed.pull({ models: ["org/a"] })).exitCode).toBe(0);
  });

  test("ends at once while it waits for the next attempt", async () => {
    const bed = await makeBed({ isServerUp: false });
    const pod = bed.start({ models: ["org/a"], timeout: 600 });
    await pod.logged(/attempt 3 failed, the next is in/);
    pod.signal("SIGTERM");
    expect((await pod.ended).exitCode).toBe(143);
    await sessionIsEmpty(pod.pid);
  });

  test.skipIf(!CAN_MOUNT)("ends as process 1 of its own namespace too, where signals have no default", async () => {
    const { pod } = await hangingPull(["unshare", "--pid", "--fork", "--mount-proc", "/bin/sh"]);
    process.kill(await onlyChild(pod.pid), "SIGTERM");
    expect((await pod.ended).exitCode).toBe(143);
  });

  test("leaves no child behind when the deadline ends the command line tool", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    bed.hub.misbehave(/safetensors/, { kind: "hang" });
    const pod = bed.start({ models: ["org/a"], timeout: 3 });
    expect((await pod.ended).exitCode).toBe(4);
    expect(await commandsOfSession(pod.pid)).not.toContain("modelexpress-cl");
  });
});

async function hangingPull(shell?: readonly string[]): Promise<{ bed: Bed; pod: ReturnType<Bed["start"]> }> {
  const bed = await makeBed();
  bed.hub.publish("org/a", singleFileModel("a", 1000));
  bed.hub.misbehave(/safetensors/, { kind: "hang" });
  const pod = bed.start({ models: ["org/a"], timeout: 600, ...(shell ? { shell } : {}) });
  while (bed.hub.hanging() === 0) await sleep(20);
  return { bed, pod };
}

async function sessionIsEmpty(session: number): Promise<void> {
  await expect.poll(() => commandsOfSession(session)).toEqual([]);
}

/** The names of the processes that still run in a session, zombies left out. */
async function commandsOfSession(session: number): Promise<string[]> {
  const names: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const [, name = "", state, id] = /^\d+ \((.*)\) (\w) \d+ \d+ (\d+)/.exec(stat) ?? [];
    if (id === String(session) && state !== "Z") names.push(name);
  }
  return names;
}

async function onlyChild(pid: number): Promise<number> {
  return Number((await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim());
}
