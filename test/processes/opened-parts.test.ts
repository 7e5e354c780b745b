import { expect, test } from "vitest";
import { OpenedParts } from "../../src/processes/opened-parts.ts";

test("closes the last part first, all of them also after one failed, and each once", async () => {
  const closed: string[] = [];
  const parts = new OpenedParts();
  expect(parts.add("first", (part) => void closed.push(part))).toBe("first");
  parts.add("broken", () => Promise.reject(new Error("broken")));
  parts.add("last", async (part) => void closed.push(part));
  await expect(parts.close()).rejects.toThrow("broken");
  expect(closed).toEqual(["last", "first"]);
  await parts.close();
  expect(closed).toHaveLength(2);
});
