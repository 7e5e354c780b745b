import { createServer as createHttpServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, createServer, type Server as NetServer } from "node:net";
import { type handleUnaryCall, Server, ServerCredentials, status, type UntypedHandleCall } from "@grpc/grpc-js";
import { afterEach, describe, expect, it } from "vitest";
import { askHealth, type Health } from "../../src/reach/grpc-health.ts";

const MILLISECONDS = 2000;
const cleanups: (() => unknown)[] = [];

afterEach(() => Promise.all(cleanups.splice(0).map((cleanup) => cleanup())));

const ask = (port: number): Promise<Health> => askHealth({ host: "127.0.0.1", port }, MILLISECONDS);

/** Starts a gRPC server whose health check, defined by `grpc.health.v1`, answers these bytes. */
async function serveHealth(answer: Buffer | { readonly code: status }): Promise<number> {
  const bytes = (value: Buffer): Buffer => value;
  const Check = {
    path: "/grpc.health.v1.Health/Check",
    requestStream: false,
    responseStream: false,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  };
  const server = new Server();
  const check: handleUnaryCall<Buffer, Buffer> = ({ request }, reply) => {
    // The request is for the server as a whole and names no service.
    if (request.length > 0) reply({ code: status.INVALID_ARGUMENT });
    else if (Buffer.isBuffer(answer)) reply(null, answer);
    else reply(answer);
  };
  server.addService({ Check }, { Check: check as UntypedHandleCall });
  cleanups.push(() => server.forceShutdown());
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(error);
    });
  });
}

async function listen(server: NetServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe("a server's gRPC health", () => {
  it.each([
    ["UNKNOWN", []],
    ["SERVING", [8, 1]],
    ["NOT_SERVING", [8, 2]],
    ["SERVICE_UNKNOWN", [8, 3]],
  ])("is %s as reported", async (expected, bytes) => {
    expect(await ask(await serveHealth(Buffer.from(bytes)))).toEqual({ status: expected });
  });

  it("is a problem for an unknown answer", async () => {
    expect(await ask(await serveHealth(Buffer.of(8, 9)))).toEqual({
      problem: "its health response is invalid",
    });
  });

  it("is a problem with its cause if the server is not a gRPC server", async () => {
    const mute = createServer((socket) => cleanups.push(() => socket.destroy()));
    const web = createHttpServer((_, response) => response.end("hello"));
    const other = createHttp2Server((_, response) => response.writeHead(404).end());

    expect(await ask(1)).toEqual({ problem: "connect ECONNREFUSED 127.0.0.1:1" });
    expect(await ask(await listen(mute))).toEqual({ problem: "it did not answer in time" });
    expect(await ask(await listen(web))).toEqual({ problem: "something else answers there: it does not speak gRPC" });
    expect(await ask(await listen(other as unknown as NetServer))).toEqual({
      problem: "something else answers there: it does not implement the gRPC health check",
    });
    expect(await ask(await serveHealth({ code: status.UNIMPLEMENTED }))).toMatchObject({
      problem: expect.stringContaining("not implement the gRPC health check"),
    });
    expect(await askHealth({ host: "model-express.nowhere.invalid", port: 8001 }, MILLISECONDS)).toEqual({
      problem: "no such name: model-express.nowhere.invalid:8001",
    });
  });
});
