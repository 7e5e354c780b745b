import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { DEFAULT_VERSION, findModelExpress, VERSIONS } from "./install.ts";

/** Takes connections, and resolves to the first bytes of the first one. */
async function listen(): Promise<{ readonly server: Server; readonly port: number; readonly first: Promise<Buffer> }> {
  const server = createServer();
  const first = new Promise<Buffer>((resolve) => {
    server.on("connection", (socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", (bytes) => {
        resolve(bytes);
        socket.destroy();
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port, first };
}

/** The warning TlsNotSupported rests on it: the day this fails, an `https://` address can be pulled from. */
describe.each([...VERSIONS, DEFAULT_VERSION])("Model Express %s and an https:// address", (version) => {
  const found = findModelExpress(version);

  test.skipIf(!found.isHere)("sends it plaintext", async () => {
    if (!found.isHere) return;
    const { server, port, first } = await listen();
    onTestFinished(() => void server.close());
    const cache = await mkdtemp(join(tmpdir(), "https-"));
    onTestFinished(() => rm(cache, { recursive: true }));
    const env = { MODEL_EXPRESS_ENDPOINT: `https://127.0.0.1:${port}`, MODEL_EXPRESS_CACHE_DIRECTORY: cache };
    const child = spawn(found.cli, ["model", "download", "org/a", "--strategy", "server-only"], {
      env,
      stdio: "ignore",
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    expect((await first).toString("latin1")).toMatch(/^PRI \* HTTP\/2\.0/);
  });
});
