import { once } from "node:events";
import { Agent, type RequestOptions, request } from "node:https";
import { text } from "node:stream/consumers";
import { connect, type TLSSocket } from "node:tls";
import { afterEach, describe, expect, test, vi } from "vitest";
import { LOAD_LIMITS, Load, type LoadLimits } from "../../src/admission/load.ts";
import { type Answer, review, startServer, type TestServer } from "./harness.ts";

let server: TestServer | undefined;
let agent: Agent | undefined;

afterEach(async () => {
  agent?.destroy();
  await server?.close();
  server = undefined;
});

/** Starts a server whose decisions are delayed until `release` is called. */
async function startHeld(limits: Partial<LoadLimits>) {
  const { promise, resolve: release } = Promise.withResolvers<void>();
  const load = new Load({ ...LOAD_LIMITS, mostLateness: Number.POSITIVE_INFINITY, ...limits });
  const started = await startServer({ load });
  const { mutate } = started;
  await started.close();
  server = await startServer({ load, mutate: async (...of) => promise.then(() => mutate(...of)) });
  agent = new Agent({ ca: server.ca, keepAlive: true });
  return { server, load, release };
}

interface Sent {
  readonly status: number;
  readonly uid?: string;
  readonly reason?: string;
  readonly isAllowed?: boolean;
}

/** With the longest timeout that a webhook can have: a decision that is held must outlast 50 handshakes on a busy machine. */
async function send(port: number, body: string, options: RequestOptions = {}): Promise<Sent> {
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const call = request({
    host: "127.0.0.1",
    port,
    path: "/mutate?timeout=30s",
    method: "POST",
    agent,
    headers,
    ...options,
  });
  call.end(body);
  const [answer] = await once(call, "response");
  const parsed = JSON.parse(await text(answer)) as { readonly response?: Answer };
  if (parsed.response === undefined) return { status: answer.statusCode };
  const { uid, allowed, auditAnnotations } = parsed.response;
  return { status: answer.statusCode, uid, reason: auditAnnotations.reason, isAllowed: allowed };
}

/** Like the API server's, with the uid first. */
function reviewWith(uid: string, padding = ""): string {
  const { request: asked, ...whole } = review({ uid, padding });
  return JSON.stringify({
    kind: whole["kind"],
    apiVersion: whole["apiVersion"],
    request: { uid, ...(asked as object) },
  });
}

/** Sends a request's headers and the first byte of its body. */
async function beginBody(server: TestServer, announced: number): Promise<TLSSocket> {
  return begin(server, `content-length: ${announced}\r\n\r\n{`);
}

/** Sends the header and a first chunk. */
async function beginChunks(server: TestServer, first: Buffer): Promise<TLSSocket> {
  return begin(server, `transfer-encoding: chunked\r\n\r\n${first.length.toString(16)}\r\n${first}\r\n`);
}

async function begin({ port, ca }: TestServer, rest: string): Promise<TLSSocket> {
  const socket = connect({ host: "127.0.0.1", port, ca });
  socket.on("error", () => {}).resume();
  await once(socket, "secureConnect");
  socket.write(`POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${rest}`);
  return socket;
}

async function untilInFlight(load: Load, count: number): Promise<void> {
  await expect.poll(() => load.inFlight, { timeout: 60_000, interval: 5 }).toBe(count);
}

describe("more reviews than the webhook accepts", () => {
  test("are admitted unchanged at once, with their own uid, while the others are decided", async () => {
    const { server: running, load, release } = await startHeld({ mostInFlight: 3 });
    const taken = [1, 2, 3].map((index) => send(running.port, reviewWith(`taken-${index}`)));
    await untilInFlight(load, 3);
    const shed = await Promise.all([1, 2, 3, 4].map((index) => send(running.port, reviewWith(`shed-${index}`))));
    expect(shed).toEqual(
      [1, 2, 3, 4].map((index) => ({ status: 200, uid: `shed-${index}`, reason: "Overloaded", isAllowed: true })),
    );
    release();
    expect((await Promise.all(taken)).map(({ reason }) => reason)).toEqual(Array(3).fill("SharedPull"));
    await untilInFlight(load, 0);
    expect(await send(running.port, reviewWith("later"))).toMatchObject({ uid: "later", reason: "SharedPull" });
  });

  test("are counted, with few log lines", async () => {
    const { server: running, load, release } = await startHeld({ mostInFlight: 1 });
    const taken = send(running.port, reviewWith("taken"));
    await untilInFlight(load, 1);
    await Promise.all(Array.from({ length: 50 }, (_, index) => send(running.port, reviewWith(`shed-${index}`))));
    release();
    await taken;
    const metrics = await running.metrics.registry.metrics();
    expect(metrics).toContain('decisions_total{outcome="skip",reason="Overloaded"} 50');
    const told = (): number[] =>
      running.lines.filter(({ reason }) => reason === "Overloaded").map(({ reviews }) => Number(reviews));
    // The log reports each of them sooner or later.
    await expect.poll(() => told().reduce((sum, reviews) => sum + reviews, 0), { timeout: 60_000 }).toBe(50);
    expect(told().length).toBeLessThan(25);
  });

  test("of large bodies count by their bytes, and are read only up to the uid", async () => {
    const { server: running, load, release } = await startHeld({ mostBytes: 3 * 1024 * 1024, mostLarge: 3 });
    const large = "x".repeat(2 * 1024 * 1024);
    const taken = send(running.port, reviewWith("taken", large));
    await untilInFlight(load, 1);
    expect(await send(running.port, reviewWith("shed", large))).toMatchObject({ uid: "shed", reason: "Overloaded" });
    expect(load.inFlight).toBe(1);
    release();
    expect(await taken).toMatchObject({ reason: "SharedPull" });
  });

  test("without a uid at their beginning are refused as overload, not as a client error", async () => {
    const { server: running, load, release } = await startHeld({ mostInFlight: 1 });
    const taken = send(running.port, reviewWith("taken"));
    await untilInFlight(load, 1);
    expect(await send(running.port, JSON.stringify({ padding: "x".repeat(10_000) }))).toEqual({ status: 503 });
    expect(await send(running.port, "{}")).toEqual({ status: 503 });
    release();
    await taken;
  });

  test("of graphs are admitted unchanged, too, and counted as graphs; other paths are not", async () => {
    const { server: running, load, release } = await startHeld({ mostInFlight: 1 });
    const taken = send(running.port, reviewWith("taken"));
    await untilInFlight(load, 1);
    const graph = await send(running.port, reviewWith("graph"), { path: "/mutate-graph" });
    expect(graph).toEqual({ status: 200, uid: "graph", reason: "Overloaded", isAllowed: true });
    expect(await send(running.port, reviewWith("other"), { path: "/other" })).toEqual({ status: 503 });
    release();
    await taken;
    const metrics = await running.metrics.registry.metrics();
    expect(metrics).toContain('graphs_total{reason="Overloaded"} 1');
    expect(metrics).toContain('decisions_total{outcome="skip",reason="Overloaded"} 0');
  });

  test("with an announced body above the limit are admitted by their beginning, and cost nothing", async () => {
    const { server: running, load } = await startHeld({});
    const headers = { "content-type": "application/json", "content-length": 1024 ** 3 };
    const sent = await send(running.port, reviewWith("large"), { headers });
    expect(sent).toEqual({ status: 200, uid: "large", reason: "TooLarge", isAllowed: true });
    await untilInFlight(load, 0);
    expect(load.bytes).toBe(0);
  });

  test("that arrive in thousands of pieces are admitted unread", async () => {
    const { server: running, load, release } = await startHeld({});
    release();
    const head = Buffer.from(reviewWith("pieces", "x".repeat(6000)));
    const socket = await beginChunks(running, head.subarray(0, 1000));
    const answered = once(socket, "data");
    for (const byte of head.subarray(1000))
      socket.write(`1;padding=${"x".repeat(20)}\r\n${String.fromCharCode(byte)}\r\n`);
    socket.write("0\r\n\r\n");
    const [answer] = await answered;
    expect(String(answer)).toMatch(/"uid":"pieces".*it arrives in more than 4096 pieces/s);
    socket.destroy();
    await expect.poll(() => load.bytes, { timeout: 60_000, interval: 5 }).toBe(0);
  });

  test("cost the bytes sent, not announced, so that missing bodies leave room for others", async () => {
    const { server: running, load, release } = await startHeld({});
    release();
    const sockets = await Promise.all(Array.from({ length: 40 }, () => beginBody(running, 3_000_000)));
    await expect.poll(() => load.bytes, { timeout: 60_000, interval: 5 }).toBe(40);
    expect(await send(running.port, reviewWith("other"))).toMatchObject({ uid: "other", reason: "SharedPull" });
    for (const socket of sockets) socket.destroy();
  });

  test("drop a large unfinished body before they refuse a small one", async () => {
    const { server: running, load, release } = await startHeld({ mostBytes: 100_000 });
    release();
    const socket = await beginBody(running, 3_000_000);
    socket.write("x".repeat(90_000));
    await expect.poll(() => load.bytes, { timeout: 60_000, interval: 5 }).toBe(90_001);
    const closed = once(socket, "close");
    const padding = "x".repeat(20_000);
    expect(await send(running.port, reviewWith("small", padding))).toMatchObject({
      uid: "small",
      reason: "SharedPull",
    });
    await closed;
  });

  test("are read with at most two large ones at a time", async () => {
    const { server: running, load, release } = await startHeld({ mostLarge: 2 });
    const large = "x".repeat(1024 * 1024);
    const taken = [1, 2].map((index) => send(running.port, reviewWith(`taken-${index}`, large)));
    await untilInFlight(load, 2);
    // The third one waits for its turn, and times out after a second.
    expect(await send(running.port, reviewWith("third", large))).toMatchObject({ uid: "third", reason: "Overloaded" });
    release();
    expect((await Promise.all(taken)).map(({ reason }) => reason)).toEqual(["SharedPull", "SharedPull"]);
    expect(await send(running.port, reviewWith("later", large))).toMatchObject({ reason: "SharedPull" });
  });

  test("are no longer in flight once their callers are gone", async () => {
    const { server: running, load, release } = await startHeld({ mostInFlight: 1 });
    const gone = new AbortController();
    const call = send(running.port, reviewWith("gone"), { signal: gone.signal });
    await untilInFlight(load, 1);
    gone.abort();
    await expect(call).rejects.toThrow();
    await untilInFlight(load, 0);
    release();
  });
});

describe("an overloaded event loop", () => {
  test("accepts nothing while it is late repeatedly, but ignores a single pause of the machine", () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const load = new Load({ ...LOAD_LIMITS, mostLateness: 1000 });
    const takesOnAfter = (milliseconds: number): boolean => {
      now += milliseconds;
      vi.advanceTimersByTime(50);
      return load.receive(() => {}).enter();
    };
    expect([50, 2000, 50, 2000, 2000, 2000, 50].map(takesOnAfter)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      true,
    ]);
    load.close();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
});
