import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, CLUSTER, review } from "../admission/harness.ts";
import { EMPTY_ENVIRONMENT, MAIN } from "../set-up/program-under-test.ts";

/** The process itself, with a limit far below a few hundred callers. */
const MOST_IN_FLIGHT = 8;
const CALLERS = 300;
const REVIEWS = 5000;

let child: ChildProcess;
let url: URL;
let operationsUrl: string;
const agent = new Agent({ rejectUnauthorized: false, keepAlive: true, maxSockets: CALLERS });

beforeAll(async () => {
  const listening = ["--host", "127.0.0.1", "--port", "0", "--operations-port", "0"];
  const args = [MAIN, "webhook", "--cluster", CLUSTER, ...listening, "--max-in-flight", String(MOST_IN_FLIGHT)];
  child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], env: EMPTY_ENVIRONMENT });
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

/** Returns the reason of the answer; fails unless it admits the requested pod. */
async function ask(uid: string): Promise<string> {
  const headers = { "content-type": "application/json" };
  const call = request(url, { method: "POST", agent, headers }).end(JSON.stringify(review({ uid })));
  const response = await responseTo(call);
  // The server may close an idle connection just as the next request uses it.
  if (response === undefined) return ask(uid);
  const { response: answer } = JSON.parse(await text(response)) as { readonly response: Answer };
  expect({ status: response.statusCode, uid: answer.uid, allowed: answer.allowed }).toEqual({
    status: 200,
    uid,
    allowed: true,
  });
  return answer.auditAnnotations.reason;
}

/** The response; `undefined` if the connection of an earlier request was closed. */
async function responseTo(call: ClientRequest): Promise<IncomingMessage | undefined> {
  try {
    const [response] = (await once(call, "response")) as [IncomingMessage];
    return response;
  } catch (error) {
    if (call.reusedSocket && (error as NodeJS.ErrnoException).code === "ECONNRESET") return undefined;
    throw error;
  }
}

/** Counts answers by reason. */
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

/** Opens connections that stay silent or stop in the middle of a request. */
function openIdly(count: number): Socket[] {
  return Array.from({ length: count }, (_, index) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), rejectUnauthorized: false });
    if (index % 2 === 0) socket.write("POST /mutate HTTP/1.1\r\nhost: x\r\n");
    return socket.on("error", () => {});
  });
}

/** The maximum of reviews in flight during some work. */
async function mostInFlightDuring(work: Promise<unknown>): Promise<number> {
  let isOver = false;
  void work.finally(() => {
    isOver = true;
  });
  let most = 0;
  while (!isOver) most = Math.max(most, await metric("model_express_injector_in_flight_reviews"));
  return most;
}

describe("many times more reviews than the webhook accepts", () => {
  test("are all admitted, in bounded memory, and the next ones are decided again", async () => {
    await askMany(2000, 4);
    const before = await metric("process_resident_memory_bytes");

    const idle = openIdly(50);
    const asking = askMany(REVIEWS, CALLERS);
    const mostInFlight = await mostInFlightDuring(asking);
    const reasons = await asking;
    const after = await metric("process_resident_memory_bytes");

    expect([...reasons.keys()].sort()).toEqual(["Overloaded", "SharedPull"]);
    expect((reasons.get("Overloaded") ?? 0) + (reasons.get("SharedPull") ?? 0)).toBe(REVIEWS);
    expect(mostInFlight).toBeGreaterThan(0);
    expect(mostInFlight).toBeLessThanOrEqual(MOST_IN_FLIGHT);
    for (const socket of idle) socket.destroy();
    // Connections cost about 100 KB each; waiting reviews must not add to that.
    expect(after).toBeLessThan(before * 2);
    // A review is in flight until its connection says that the response is sent.
    await expect.poll(() => metric("model_express_injector_in_flight_reviews"), { timeout: 20_000 }).toBe(0);
    const afterwards = (): Promise<unknown> => askMany(50, 1);
    await expect.poll(afterwards, { timeout: 20_000 }).toEqual(new Map([["SharedPull", 50]]));
  }, 120_000);
});
