import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findModelExpress } from "../../model-express/pull/install.ts";
import { prepareServer } from "../../model-express/pull/server.ts";

/** The real Model Express server on a port of loopback. */
export interface ModelExpressServer {
  readonly port: number;
  /** As a crash would. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

const part = findModelExpress("0.7.0");

/** The tests of the pull build it; without it, what asks it is skipped. */
export const isModelExpressHere = part.isHere;
if (!part.isHere) console.warn(`SKIPPING what asks a real Model Express for its health: ${part.why}`);

export async function startModelExpress(): Promise<ModelExpressServer> {
  if (!part.isHere) throw new Error(part.why);
  const cacheDirectory = await mkdtemp(path.join(tmpdir(), "model-express-"));
  // No model is asked for, so the hub is never called.
  const server = await prepareServer({ binary: part.server, hubUrl: "http://127.0.0.1:9", cacheDirectory });
  await server.start();
  return {
    port: Number(new URL(server.url).port),
    start: server.start,
    kill: async () => {
      await server.kill();
      await rm(cacheDirectory, { recursive: true, force: true });
    },
  };
}
