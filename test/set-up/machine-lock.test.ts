import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { lockMachine } from "./machine-lock.ts";

const HOLD = `
const { lockMachine } = await import(process.argv[1]);
await lockMachine(process.argv[2], console.log);
console.log("has it");
setInterval(() => {}, 1000);
`;

describe.runIf(process.platform === "linux")("the lock of a machine", () => {
  test("is had by one process at a time, and the next one is given it when that is killed", async () => {
    const name = nameLock();
    const first = hold(name);
    expect(await first.line()).toBe("has it");
    const second = hold(name);
    const waiting = `waits for process ${first.pid} in ${process.cwd()}, since 0 s`;
    expect(await second.line()).toBe(waiting);
    const report = vi.fn();
    const third = lockMachine(name, report);
    await vi.waitFor(() => expect(report).toHaveBeenCalledWith(waiting));

    first.kill();
    second.kill();
    const lock = await third;

    lock.release();
    (await lockMachine(name, report)).release();
  });

  test("keeps no process alive, also while another one waits for it", async () => {
    const name = nameLock();
    const child = spawn(
      process.execPath,
      words(HOLD.replace(/setInterval.*/, "process.stdin.once('data', () => {});"), name),
    );
    onTestFinished(() => void child.kill("SIGKILL"));
    await once(createInterface(child.stdout), "line");
    const waiting = lockMachine(name, () => child.stdin.end("\n"));

    expect(await once(child, "exit")).toEqual([0, null]);
    (await waiting).release();
  });
});

function nameLock(): string {
  return `test-${process.pid}-${Math.random()}`;
}

function hold(name: string) {
  const child = spawn(process.execPath, words(HOLD, name), { stdio: ["ignore", "pipe", "inherit"] });
  const kill = () => void child.kill("SIGKILL");
  onTestFinished(kill);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return { pid: child.pid, kill, line: async () => (await lines.next()).value as string };
}

function words(script: string, name: string): string[] {
  return ["--input-type=module", "--eval", script, new URL("machine-lock.ts", import.meta.url).href, name];
}
