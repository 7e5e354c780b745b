import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { Counter, Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildOperationsServer } from "../../src/admission/operations-server.ts";

let server: FastifyInstance;
let port: number;
let renderings = 0;
const open: Socket[] = [];

beforeEach(async () => {
  renderings = 0;
  const registry = new Registry();
  const slow = (): Promise<void> => sleep(20).then(() => void renderings++);
  new Counter({ name: "a_total", help: "a", registers: [registry], collect: slow });
  server = buildOperationsServer({ metrics: { registry }, waitingFor: () => [] });
  await server.listen({ port: 0, host: "127.0.0.1" });
  ({ port } = server.server.address() as AddressInfo);
});

afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await server.close();
});

function dial(): Socket {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  open.push(socket);
  return socket;
}

const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

async function statusOf(path: string): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).status;
}

describe("the port for probes and metrics", () => {
  test("answers one request of a connection, however many are sent", async () => {
    const socket = dial();
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk));
    socket.write(request("/metrics").repeat(50));
    await once(socket, "close");
    expect(answer.match(/HTTP\/1.1 200/g)).toHaveLength(1);
    expect(renderings).toBe(1);
  });

  test("renders the metrics once for callers that come together", async () => {
    await Promise.all(Array.from({ length: 20 }, () => statusOf("/metrics")));
    expect(renderings).toBeLessThan(3);
  });

  test("answers probes while others hold connections", async () => {
    const held = Array.from({ length: 300 }, dial);
    await Promise.all(held.map((socket) => Promise.race([once(socket, "connect"), once(socket, "close")])));
    expect(await statusOf("/livez")).toBe(200);
    const { count } = await new Promise<{ count: number }>((resolve) =>
      server.server.getConnections((_error, connections) => resolve({ count: connections })),
    );
    expect(count).toBeLessThanOrEqual(65);
  });
});
