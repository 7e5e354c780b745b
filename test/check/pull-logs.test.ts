import { expect, it } from "vitest";
import { PullLogs } from "../../src/check/observe/pull-logs.ts";
import { ApiFailure } from "../../src/cluster/api/api-failure.ts";
import type { ObjectReader } from "../../src/cluster/objects/object-reader.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";

const STARTED = Date.parse("2026-01-01T00:00:00Z");
const LATER = STARTED + 90_000;

function pulling(name: string, state: JsonObject = { running: { startedAt: "2026-01-01T00:00:00Z" } }): JsonObject {
  const env = [{ name: "MX_PULL_TIMEOUT", value: "7200" }];
  return {
    metadata: { namespace: "inference", name },
    spec: { initContainers: [{ name: "model-express-pull", env }] },
    status: { initContainerStatuses: [{ name: "model-express-pull", state }] },
  };
}

function readerOf(answer: () => string) {
  const asked: string[] = [];
  const textAt = (path: string) => {
    asked.push(path);
    return Promise.resolve().then(answer);
  };
  return { asked, reader: { textAt } as unknown as ObjectReader };
}

const ASKING = "model-express-pull: org/a: asking Model Express";
const REFUSED = "model-express-pull: org/a: attempt 7 failed, the next is in 10 s: Connection refused (os error 111)";
const OTHER = "model-express-pull: org/a: attempt 8 failed, the next is in 9 s: the hub's status is 500";
const WORKING = "model-express-pull: org/a: working, 4.0K on disk, 105 s";

it.each<readonly [what: string, lines: readonly string[], why: string | undefined]>([
  ["an attempt that failed", [ASKING, REFUSED], "Connection refused (os error 111)"],
  ["the last of several", [REFUSED, OTHER], "the hub's status is 500"],
  ["one before a line of progress", [REFUSED, WORKING], "Connection refused (os error 111)"],
  ["none that failed", [ASKING, WORKING], undefined],
  ["one that is long past", [REFUSED, WORKING, WORKING, WORKING, WORKING], undefined],
  ["words of a model's name", ["x failed, the next is in a hurry"], undefined],
  ["nothing", [], undefined],
])("the log of a running pull has the cause of its failing attempts: %s", async (_, lines, why) => {
  const { reader } = readerOf(() => `${lines.join("\n")}\n`);
  expect(await new PullLogs(reader).whyRetrying(pulling("a"), LATER)).toBe(why);
});

it("reads no log of a pull that has just started, waits or is done", async () => {
  const { reader, asked } = readerOf(() => REFUSED);
  const logs = new PullLogs(reader);

  expect(await logs.whyRetrying(pulling("young"), STARTED + 59_000)).toBeUndefined();
  expect(await logs.whyRetrying(pulling("waits", { waiting: { reason: "PodInitializing" } }), LATER)).toBeUndefined();
  expect(await logs.whyRetrying(pulling("done", { terminated: { exitCode: 0 } }), LATER)).toBeUndefined();
  expect(await logs.whyRetrying({}, LATER)).toBeUndefined();
  expect(asked).toEqual([]);
});

it("reads twenty logs at most, and none after one that cannot be read", async () => {
  const { reader, asked } = readerOf(() => REFUSED);
  const logs = new PullLogs(reader);
  for (let at = 0; at < 30; at += 1) await logs.whyRetrying(pulling(`pod-${at}`), LATER);
  expect(asked).toHaveLength(20);

  const refusing = readerOf(() => {
    throw new ApiFailure(403, "forbidden");
  });
  const others = new PullLogs(refusing.reader);
  expect(await others.whyRetrying(pulling("a"), LATER)).toBeUndefined();
  expect(await others.whyRetrying(pulling("b"), LATER)).toBeUndefined();
  expect(refusing.asked).toHaveLength(1);
});
