import fc from "fast-check";
import { expect, it } from "vitest";
import { buildEvent, type EventContent, nameEvent } from "../../../src/cluster/objects/event.ts";

const pod = { apiVersion: "v1", kind: "Pod", namespace: "team", name: "worker-0", uid: "u" };
const failure: EventContent = { type: "Warning", reason: "PullFailed", message: "late" };
const at = { name: "worker-0.1", now: Date.parse("2026-11-01T12:00:00.123Z") };
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

it("is a Warning about its object, as shown by kubectl describe", () => {
  expect(buildEvent(pod, failure, at)).toEqual({
    apiVersion: "v1",
    kind: "Event",
    metadata: { namespace: "team", name: "worker-0.1" },
    involvedObject: pod,
    type: "Warning",
    reason: "PullFailed",
    message: "late",
    source: { component: "model-express-injector" },
    firstTimestamp: "2026-11-01T12:00:00Z",
    lastTimestamp: "2026-11-01T12:00:00Z",
    count: 1,
  });
});

it("has a name that depends on the object and the key alone", () => {
  const name = nameEvent(pod, ["PullFailed", 1]);
  expect(nameEvent({ ...pod }, ["PullFailed", 1])).toBe(name);
  const others = [
    nameEvent(pod, ["PullFailed", 2]),
    nameEvent({ ...pod, uid: "v" }, ["PullFailed", 1]),
    nameEvent(pod, ["PodMissed", 1]),
  ];
  expect(new Set([name, ...others]).size).toBe(4);
});

it("has a valid name for every object's name", () => {
  const part = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,60}[a-z0-9])?$/);
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
      const own = parts
        .join(".")
        .slice(0, 253)
        .replace(/[^a-z0-9]+$/, "");
      const name = nameEvent({ ...pod, name: own }, ["a"]);
      expect(name).toMatch(NAME);
      expect(name.length).toBeLessThanOrEqual(253);
    }),
  );
});

it("has a message of one bounded line without control characters, whatever a tenant wrote", () => {
  const hostile = fc.string({ unit: "binary", maxLength: 5000 });
  fc.assert(
    fc.property(hostile, (text) => {
      const message = String(buildEvent(pod, { ...failure, message: `${text}\u001b[2J\u202e\nnext` }, at)["message"]);
      expect(message).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
      expect(message.isWellFormed()).toBe(true);
      expect(message.length).toBeLessThanOrEqual(1000);
    }),
  );
});

it("strips the colours of a line, but no text", () => {
  const message = "\u001b[31mFAILED\u001b[0m: late";
  expect(buildEvent(pod, { ...failure, message }, at)["message"]).toBe("FAILED: late");
});
