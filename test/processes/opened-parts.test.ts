import { expect, test } from "vitest";
import { OpenedParts } from "../../src/processes/opened-parts.ts";

test("closes the last part first, all of them also after one failed, and each once", async () => {
  const closed: string[] = [];
  const parts = new OpenedParts();
  const first = { close: () => void closed.push("first") };
  expect(parts.add(first)).toBe(first);
  parts.add({ close: () => Promise.reject(new Error("broken")) });
  parts.add({ close: async () => void closed.push("last") });
  await expect(parts.close()).rejects.toThrow("broken");
  expect(closed).toEqual(["last", "first"]);
  await parts.close();
  expect(closed).toHaveLength(2);
});
