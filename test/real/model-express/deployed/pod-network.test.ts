import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { CAN_ISOLATE, createPodNetwork, removeStaleNetworks } from "./pod-network.ts";

const MODULE = path.join(import.meta.dirname, "pod-network.ts");

test.runIf(CAN_ISOLATE)("a network stays as long as its process lives, and is removed at a later start", async () => {
  const own = createPodNetwork();
  onTestFinished(own.remove);
  const script = `const { createPodNetwork } = await import(${JSON.stringify(MODULE)});
    console.log(createPodNetwork().enter.at(-1)); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [other] = (await once(createInterface(child.stdout), "line")) as [string];
  removeStaleNetworks();
  expect(listNetworks()).toEqual(expect.arrayContaining([own.enter.at(-1), other]));

  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
  removeStaleNetworks();

  expect(listNetworks()).toContain(own.enter.at(-1));
  expect(listNetworks()).not.toContain(other);
});

function listNetworks(): string[] {
  const lines = execFileSync("ip", ["netns", "list"], { encoding: "utf8" }).split("\n");
  return lines.map((line) => line.split(" ")[0] ?? "");
}
