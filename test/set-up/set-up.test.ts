import { expect, it, vi } from "vitest";
import type { TestProject } from "vitest/node";
import { setUpAll } from "./set-up.ts";

it("runs every set-up, and reports those that fail to their own project instead of ending the run", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const provide = vi.fn();
  const last = vi.fn(async () => undefined);
  const fail = async () => {
    throw new Error("failed to install redis-server", { cause: new Error("apt-get ended with 100") });
  };

  await setUpAll([fail, last])({ provide } as unknown as TestProject);

  expect(last).toHaveBeenCalledOnce();
  expect(provide).toHaveBeenCalledExactlyOnceWith("failedSetUps", [
    "failed to install redis-server: apt-get ended with 100",
  ]);
});
