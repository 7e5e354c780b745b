import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import type { ContainerReader } from "../../src/injection/target/reading-cache.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { mutateQuickly, QUICK } from "../../src/pods/quick-decision.ts";
import { CountedReader } from "../bounds/counted-reader.ts";
import { every, grownLists, grownTexts } from "../bounds/growth/cases.ts";
import { arbitraryCluster } from "../injection/arbitrary-pod.ts";
import { goldenCases } from "../injection/golden-case.ts";

const cluster = arbitraryCluster();
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

function decide(object: JsonObject, readings: ContainerReader) {
  return mutatePod({ namespace: "ns", object }, cluster, settings, readings);
}

function worker(spec: object): JsonObject {
  const labels = { "nvidia.com/dynamo-namespace": "agg", "nvidia.com/dynamo-component-type": "worker" };
  return { metadata: { labels }, spec: { containers: [{ name: "main", image: "i", ...spec }] } };
}

const LOOP = "for i in 1 2 3 4 5 6 7 8 9 10; do";

describe("a decision while a watch brings the pod", () => {
  test.each(goldenCases())("is the whole decision for the pod of a user: $name", ({ request, directory, settings }) => {
    const pod = request.object as JsonObject;
    const quick = mutateQuickly(pod, (readings) => mutatePod(request, directory, settings, readings));
    expect(quick).toEqual(mutatePod(request, directory, settings));
  });

  test.each<[string, object]>([
    ["a long loop", { command: ["sh", "-c", `${LOOP} ${LOOP} ${LOOP} A=$A$i; done; done; done; vllm serve a/b`] }],
    ["references that multiply", { env: multiplied(12) }],
    ["a long text", { args: ["x".repeat(QUICK.characters)] }],
  ])("waits for its turn with %s", (_, spec) => {
    expect(mutateQuickly(worker(spec), (readings) => decide(worker(spec), readings))).toBe("later");
  });

  test("never takes more steps and characters than a share of those of a review", () => {
    const counted = new CountedReader();
    const outcomes = { decided: 0, later: 0 };
    for (const pod of hostilePods()) {
      if (mutateQuickly(pod, (readings) => decide(pod, readings)) === "later") {
        outcomes.later++;
        continue;
      }
      outcomes.decided++;
      decide(pod, counted);
      expect(counted.work.steps).toBeLessThanOrEqual(QUICK.steps);
      expect(counted.work.expanded).toBeLessThanOrEqual(QUICK.expansion);
    }
    expect(outcomes.decided).toBeGreaterThan(200);
    expect(outcomes.later).toBeGreaterThan(20);
  });
});

/** `A0=xx`, `A1=$(A0)$(A0)`, and so on. */
function multiplied(times: number): readonly object[] {
  const doubled = Array.from({ length: times }, (_, index) => `$(A${index})$(A${index})`);
  return ["x".repeat(100), ...doubled].map((value, index) => ({ name: `A${index}`, value }));
}

function* hostilePods(): Generator<JsonObject> {
  const texts = every(97, grownTexts("some"));
  for (const { subject, make } of texts) if (subject === "a review of a pod") yield make(8000);
  for (const { subject, make } of grownLists("some")) if (subject === "a review of a pod") yield make(120);
}
