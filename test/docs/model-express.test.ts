import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { REASONS, type Reason } from "../../src/deployment/status/reason.ts";

const page = readFileSync(new URL("../../docs/model-express.md", import.meta.url), "utf8");

/** With these nothing has to be done. */
const FINE: readonly Reason[] = ["Ready", "Serving", "ClaimBound", "ClaimDiffers", "ClaimGrowing"];

test("docs/model-express.md says what to do about every reason for which one is not ready", () => {
  const wrong = (Object.keys(REASONS) as Reason[]).filter((reason) => !FINE.includes(reason));
  expect(wrong.length).toBeGreaterThan(10);
  for (const reason of wrong) expect(page).toContain(`\`${reason}\``);
});
