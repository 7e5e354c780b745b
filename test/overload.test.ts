import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:https";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, CLUSTER, review } from "./admission/harness.ts";

const main = new URL("../src/main.ts", import.meta.url).pathname;

/** The process itself, with a bound that a few hundred callers are far above. */
const MOST_IN_FLIGHT = 8;
const CALLERS = 300;
const REVIEWS = 9000;

let child: ChildProcess;
let url: URL;
let operationsUrl: string;
const agent = new Agent({ rejectUnauthorized: false, keepAlive: true, maxSockets: CALLERS });

beforeAll(async () => {
  const listening = ["--host", "127.0.0.1", "--port", "0", "--operations-port", "0"];
  const args = [main, "webhook", "--cluster", CLUSTER, ...listening, "--max-in-flight", String(MOST_IN_FLIGHT)];
  child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], env: {} });
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  const [line] = (await once(lines, "line")) as [string];
  const started = JSON.parse(line) as { readonly url: string; readonly operationsUrl: string };
  url = new URL(started.url);
  operationsUrl = started.operationsUrl;
});

afterAll(() => {
  agent.destroy();
  child.kill("SIGKILL");
});

/** The reason of the answer; fails unless it admits the pod that was asked about. */
async function ask(uid: string): Promise<string> {
  const headers = { "content-type": "application/json" };
  const call = request(url, { method: "POST", agent, headers }).end(JSON.stringify(review({ uid })));
  const [response] = await once(call, "response");
  const { response: answer } = JSON.parse(await text(response)) as { readonly response: Answer };
  expect({ status: response.statusCode, uid: answer.uid, allowed: answer.allowed }).toEqual({
    status: 200,
    uid,
    allowed: true,
  });
  return answer.auditAnnotations.reason;
}

/** How many answers had which reason. */
async function askMany(count: number, callers: number): Promise<ReadonlyMap<string, number>> {
  const reasons = new Map<string, number>();
  let next = 0;
  const call = async (): Promise<void> => {
    while (next < count) {
      const reason = await ask(`pod-${next++}`);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return reasons;
}

async function metric(name: string): Promise<number> {
  const metrics = await (await fetch(`${operationsUrl}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(metrics)?.[1]);
}

describe("many times more reviews than the webhook takes on", () => {
  test("are all admitted, in bounded memory, and the next ones are decided again", async () => {
    await askMany(2000, 4);
    const before = await metric("process_resident_memory_bytes");

    const reasons = await askMany(REVIEWS, CALLERS);
    const after = await metric("process_resident_memory_bytes");

    expect([...reasons.keys()].sort()).toEqual(["Overloaded", "SharedPull"]);
    expect((reasons.get("Overloaded") ?? 0) + (reasons.get("SharedPull") ?? 0)).toBe(REVIEWS);
    // Connections cost some of it, about 100 KB each; the reviews that wait must not add theirs.
    expect(after).toBeLessThan(before * 2);
    expect(await metric("model_express_injector_in_flight_reviews")).toBe(0);
    expect(await askMany(50, 1)).toEqual(new Map([["SharedPull", 50]]));
  }, 120_000);
});
