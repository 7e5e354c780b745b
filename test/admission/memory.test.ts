import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { LOAD_LIMITS, Load } from "../../src/admission/load.ts";
import { createMetrics } from "../../src/admission/metrics.ts";
import { buildAdmissionServer } from "../../src/admission/server.ts";
import { createSelfSigned } from "../../src/certificates/self-signed.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import { ReadingCache } from "../../src/injection/target/reading-cache.ts";
import { keepObjectsYoung } from "../../src/processes/young-objects.ts";
import { arbitraryCluster } from "../injection/arbitrary-pod.ts";

// As the webhook does when it starts.
keepObjectsYoung();
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (options: { type: "minor" | "major" }) => void;

const REVIEWS = 400;
/** Characters of each review that nothing else holds. */
const PADDING = 32 * 1024;

/** Bytes of objects that outlived two minor collections. */
function measureLongLived(): number {
  const spaces = getHeapSpaceStatistics().filter(({ space_name: name }) => /^(?:old|large_object)_space$/.test(name));
  return spaces.reduce((sum, { space_used_size: size }) => sum + size, 0);
}

function paddedReview(number: number): object {
  const metadata = { name: `pod-${number}`, labels: { "nvidia.com/dynamo-component": "worker" } };
  const main = { name: "main", command: ["python3", "-m", "dynamo.vllm", "--model", `org/model-${number % 8}`] };
  const object = { metadata, spec: { containers: [main] }, padding: String(number).padEnd(PADDING, "x") };
  const kind = { group: "", version: "v1", kind: "Pod" };
  const request = { uid: `uid-${number}`, kind, namespace: "ns", operation: "CREATE", object };
  return { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request };
}

async function startServer(): Promise<string> {
  const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");
  const load = new Load({ ...LOAD_LIMITS, mostLateness: Number.POSITIVE_INFINITY });
  const tls = await createSelfSigned(["127.0.0.1"]);
  const directory = arbitraryCluster();
  const readings = new ReadingCache();
  const mutate = (request: Parameters<typeof mutatePod>[0]) => mutatePod(request, directory, settings, readings);
  const server = buildAdmissionServer({ tls, mutate, metrics: createMetrics(), load, log: pino({ level: "silent" }) });
  onTestFinished(async () => {
    await server.close();
    load.close();
  });
  return server.listen({ host: "127.0.0.1", port: 0 });
}

/** Not with Fastify's `inject`, which itself keeps what it sends. */
async function post(url: string, agent: Agent, body: string): Promise<number | undefined> {
  const headers = { "content-type": "application/json" };
  const sent = request(`${url}/mutate`, { method: "POST", agent, headers, rejectUnauthorized: false }).end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  await once(response.resume(), "end");
  return response.statusCode;
}

test("an answered review is freed by minor collections, without a full one", async () => {
  const url = await startServer();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const sendReviews = async (): Promise<void> => {
    for (let number = 0; number < REVIEWS; number += 1) {
      expect(await post(url, agent, JSON.stringify(paddedReview(number)))).toBe(200);
      if (number % 10 === 0) collect({ type: "minor" });
    }
  };
  await sendReviews();
  collect({ type: "major" });
  const before = measureLongLived();
  await sendReviews();
  expect((measureLongLived() - before) / REVIEWS).toBeLessThan(PADDING / 4);
});
