import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import { untilSuccess } from "../control-plane/bed/poll.ts";
import { removeStaleNodes } from "./bed/node-directory.ts";
import { hasNode } from "./cluster/tenant.ts";

describe.skipIf(!hasNode)("a node whose process is killed", () => {
  test("is left alone while that lives, ends with it, and what it left is removed at the next start", async () => {
    const owner = spawn(process.execPath, [path.join(import.meta.dirname, "bed/owner.ts")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void owner.kill("SIGKILL"));
    const [line] = (await once(createInterface(owner.stdout), "line")) as [string];
    const { directory, pid } = JSON.parse(line) as { readonly directory: string; readonly pid: number };
    const groups = readFileSync(path.join(directory, "cgroups"), "utf8").split("\n");
    await removeStaleNodes();
    expect(existsSync(directory)).toBe(true);
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    expect(groups.every((group) => existsSync(group))).toBe(true);
    expect(disksOf(directory)).toHaveLength(2);

    // What hangs on its pipe ends before it does.
    const exit = once(owner, "exit");
    owner.kill("SIGKILL");
    await exit;
    await untilSuccess(async () => mustBeGone(pid), { timeoutMilliseconds: 20_000 });

    await removeStaleNodes();
    expect(existsSync(directory)).toBe(false);
    expect(groups.filter((group) => existsSync(group))).toEqual([]);
    expect(disksOf(directory)).toEqual([]);
    expect(readFileSync("/proc/mounts", "utf8")).not.toContain(directory);
  });
});

function mustBeGone(pid: number): void {
  if (existsSync(`/proc/${pid}`)) throw new Error(`${pid} is still there`);
}

/** The loop devices whose files are the node's. */
function disksOf(directory: string): string[] {
  const files = readdirSync("/sys/block").map((device) => `/sys/block/${device}/loop/backing_file`);
  const backing = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8"));
  return backing.filter((file) => file.startsWith(directory));
}
