import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { Agent, request as httpsRequest } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect, type TLSSocket } from "node:tls";
import request from "supertest";
import { describe, expect, test, vi } from "vitest";
import type { Webhook } from "../../src/processes/webhook.ts";
import { CLUSTER, review } from "../admission/harness.ts";
import { metricsOf, reasonFrom, SOON, useWebhook } from "./webhook-bed.ts";

const bed = useWebhook();

describe("with an embedded cluster", () => {
  test("makes its own certificate and serves probes and metrics on a plain port", async () => {
    const running = await bed.start();
    expect(await reasonFrom(running)).toBe("SharedPull");
    const operations = request(running.operationsUrl);
    expect((await operations.get("/livez")).status).toBe(200);
    expect((await operations.get("/readyz")).text).toBe("ok\n");
    expect(await metricsOf(running)).toContain('decisions_total{outcome="inject",reason="SharedPull"} 1');
  });

  test("reloads changed manifests, and keeps the last good ones", async () => {
    const cluster = join(bed.folder, "cluster.yaml");
    const good = await readFile(CLUSTER, "utf8");
    await writeFile(cluster, good);
    const running = await bed.start({ cluster: [cluster] });
    expect(await reasonFrom(running)).toBe("SharedPull");
    await writeFile(cluster, "kind: [");
    await vi.waitUntil(() => bed.lines.some((line) => line.includes("cannot be used")), SOON);
    expect(await reasonFrom(running)).toBe("SharedPull");
    await writeFile(cluster, good.replace("inference-vllm-agg", "another"));
    await vi.waitFor(async () => expect(await reasonFrom(running)).toBe("NoModelExpress"), SOON);
  });
});

interface Answered {
  readonly status: number | undefined;
  readonly connection: string | undefined;
}

async function ask({ url }: Webhook, agent: Agent, path = "/mutate"): Promise<Answered> {
  const headers = { "content-type": "application/json" };
  const call = httpsRequest(new URL(path, url), { method: "POST", agent, headers }).end(JSON.stringify(review()));
  const [response] = await once(call, "response");
  await text(response);
  return { status: response.statusCode, connection: response.headers.connection };
}

describe("while draining", () => {
  test("it is not ready, still answers, and asks callers to close their connections", async () => {
    const running = await bed.start();
    const agent = new Agent({ ca: running.ca, keepAlive: true });
    expect(await ask(running, agent)).toEqual({ status: 200, connection: "keep-alive" });

    const ended = running.drain(500);

    expect((await request(running.operationsUrl).get("/readyz")).text).toBe("waiting for its end\n");
    expect(await ask(running, agent)).toEqual({ status: 200, connection: "close" });
    expect(await ask(running, agent, "/elsewhere")).toEqual({ status: 404, connection: "close" });
    await ended;
    await expect(reasonFrom(running)).rejects.toThrow("ECONNREFUSED");
    agent.destroy();
  });

  test("no call is lost, on kept-alive or new connections, and idle ones are closed at the end", async () => {
    const running = await bed.start();
    const port = Number(new URL(running.url).port);
    const idle = connect({ host: "127.0.0.1", port, ca: running.ca ?? "" });
    await once(idle, "secureConnect");
    const idleEnds = once(idle.resume(), "close");
    const callers = Array.from({ length: 8 }, () => callUntilNobodyListens(running));
    await vi.waitFor(async () => expect(await countOf(running)).toBeGreaterThan(50), SOON);

    await running.drain(500);

    for (const { answers, failure } of await Promise.all(callers)) {
      expect(failure).toBeUndefined();
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(answers.at(0)?.connection).toBe("keep-alive");
      expect(answers.at(-1)?.connection).toBe("close");
    }
    await idleEnds;
  });
});

interface Called {
  readonly answers: readonly Answered[];
  /** Of a call on a connection that the webhook had accepted. */
  readonly failure: unknown;
}

/** Calls repeatedly until no connection can be made. */
async function callUntilNobodyListens(running: Webhook): Promise<Called> {
  let isConnected = false;
  const agent = new Agent({ ca: running.ca, keepAlive: true });
  const answers: Answered[] = [];
  agent.createConnection = (...args) => {
    isConnected = false;
    const socket = Agent.prototype.createConnection.apply(agent, args) as TLSSocket;
    return socket.once("secureConnect", () => {
      isConnected = true;
    });
  };
  try {
    for (;;) answers.push(await ask(running, agent));
  } catch (error) {
    return { answers, failure: isConnected ? error : undefined };
  } finally {
    agent.destroy();
  }
}

async function countOf(running: Webhook): Promise<number> {
  const metrics = await metricsOf(running);
  return Number(/decisions_total\{outcome="inject",reason="SharedPull"\} (\d+)/.exec(metrics)?.[1]);
}
