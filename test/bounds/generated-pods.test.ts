import { expect, test } from "vitest";
import { decideGeneratedPods } from "./generated-pods.ts";

/** By hand, a million: `node test/bounds/decide-a-million.ts`. */
const PODS = 10_000;

test("10,000 pods full of hostile texts are decided: none throws, and none gets more when it is asked again", {
  timeout: 600_000,
}, () => {
  let decided = 0;
  decideGeneratedPods({ seed: 1, count: PODS, onDecision: () => void decided++ });
  expect(decided).toBe(PODS);
});
