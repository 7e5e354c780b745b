import { expect, it } from "vitest";
import { readSelectedPods } from "../../src/check/observe/selected-trouble.ts";
import type { ObjectReader } from "../../src/cluster/objects/object-reader.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";

function pod(name: string, status: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { metadata: { name, ...metadata }, status };
}

const waiting = (reason: string) => ({ containerStatuses: [{ name: "server", state: { waiting: { reason } } }] });
const STARTING = pod("starting", waiting("PodInitializing"));
const BROKEN = pod("broken", waiting("ErrImagePull"));
const ENDING = pod("ending", waiting("ErrImagePull"), { deletionTimestamp: "2026-01-01T00:00:00Z" });

function look(pods: readonly JsonObject[], labels: JsonObject = { app: "server" }) {
  const reader = { list: () => Promise.resolve(pods) } as unknown as ObjectReader;
  return readSelectedPods(reader, "inference", labels);
}

const TROUBLE = "pod broken: container server cannot start (ErrImagePull)";

it.each([
  ["no pods", [], {}],
  ["one that starts", [STARTING], { untroubled: "starting" }],
  ["one that cannot start", [BROKEN], { trouble: TROUBLE }],
  ["both", [STARTING, BROKEN], { untroubled: "starting", trouble: TROUBLE }],
  ["the first of several", [STARTING, pod("second", {})], { untroubled: "starting" }],
  ["one that is terminating", [ENDING], {}],
])(
  "of the pods that a selector names it tells what keeps one from running, and of one that starts: %s",
  async (_, pods, expected) => {
    expect(await look(pods)).toEqual(expected);
  },
);

it("a selector without labels selects no pods", async () => {
  expect(await look([BROKEN], {})).toEqual({});
});
