import { once } from "node:events";
import { Agent, request } from "node:https";
import { connect as connectTcp, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { LOAD_LIMITS, Load } from "../../src/admission/load.ts";
import { type Answer, review, startServer, type TestServer } from "./harness.ts";

const sockets: Socket[] = [];
let server: TestServer | undefined;

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.close();
  server = undefined;
});

function kept<T extends Socket>(socket: T): T {
  sockets.push(socket);
  return socket.on("error", () => {}).resume();
}

async function connectSilently(port: number): Promise<Socket> {
  const socket = kept(connectTcp(port, "127.0.0.1"));
  await once(socket, "connect");
  return socket;
}

async function connectOverTls({ port, ca }: TestServer): Promise<Socket> {
  const socket = kept(connectTls({ host: "127.0.0.1", port, ca }));
  await once(socket, "secureConnect");
  return socket;
}

const HEAD = "POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n";

describe("silent connections", () => {
  test.each([
    ["begin no handshake", ({ port }: TestServer) => connectSilently(port)],
    ["begin no request", connectOverTls],
  ])("are closed when they %s", async (_name, open) => {
    server = await startServer({ requestTimeout: 300 });
    const socket = await open(server);
    await once(socket, "close");
  });
});

describe("a server that closes", () => {
  test("answers requests in flight and asks for the connection to be closed", async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const load = new Load(LOAD_LIMITS);
    const { mutate, close } = await startServer();
    await close();
    server = await startServer({ load, mutate: async (...of) => held.then(() => mutate(...of)) });
    const agent = new Agent({ ca: server.ca, keepAlive: true });
    const headers = { "content-type": "application/json" };
    const call = request(`${server.url}/mutate`, { method: "POST", agent, headers }).end(JSON.stringify(review()));
    await expect.poll(() => load.inFlight, { timeout: 10_000, interval: 5 }).toBe(1);

    const closed = server.close();
    release();

    const [response] = await once(call, "response");
    const { response: answer } = JSON.parse(await text(response)) as { readonly response: Answer };
    expect(answer.auditAnnotations.reason).toBe("SharedPull");
    await closed;
    agent.destroy();
  });

  test.each<[string, (server: TestServer, load: Load) => Promise<unknown>]>([
    ["begins no handshake", ({ port }) => connectSilently(port)],
    ["begins no request", connectOverTls],
    ["stops in the middle of a request's headers", async (to) => (await connectOverTls(to)).write(HEAD)],
    [
      "stops in the middle of a request's body",
      async (to, load) => {
        (await connectOverTls(to)).write(`${HEAD}\r\n{`);
        await expect.poll(() => load.bytes, { timeout: 10_000, interval: 5 }).toBe(1);
      },
    ],
  ])("is not delayed by a caller that %s", async (_name, begin) => {
    const load = new Load(LOAD_LIMITS);
    server = await startServer({ load, closeTimeout: 1000 });
    await begin(server, load);
    await server.close();
    server = undefined;
  });
});
