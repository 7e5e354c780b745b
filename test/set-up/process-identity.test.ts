import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { identityOf, isAlive } from "./process-identity.ts";

/** Its child has ended, and is left as it is, because the parent does not wait for it. */
const PARENT =
  "import os, time\nchild = os.fork()\nif child == 0: os._exit(0)\nprint(child, flush=True); time.sleep(60)";

test.runIf(process.platform === "linux")(
  "a process that has ended is not alive, although its number is taken",
  async () => {
    const parent = spawn("python3", ["-c", PARENT], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [line] = (await once(createInterface(parent.stdout), "line")) as [string];

    const identity = identityOf(parent.pid ?? 0) ?? "";
    expect(isAlive(identity)).toBe(true);
    await expect.poll(() => identityOf(Number(line)), { timeout: 60_000 }).toBeUndefined();

    const exit = once(parent, "exit");
    parent.kill("SIGKILL");
    await exit;
    expect(isAlive(identity)).toBe(false);
  },
);
