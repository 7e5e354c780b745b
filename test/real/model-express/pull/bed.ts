import { chmod, chown, copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { readPullScript } from "../../../../src/configuration/pull-script.ts";
import {
  type InitContainer,
  type Mount,
  type Outcome,
  type RunningContainer,
  startInitContainer,
} from "./container.ts";
import { type Hub, startHub } from "./hub.ts";
import { findModelExpress } from "./install.ts";
import { prepareServer, type Server } from "./server.ts";

const SCRIPT = readPullScript();

/** Where the webhook mounts the cache. */
export const MOUNT_PATH = "/model-express";

/** A hub, a real Model Express server with a cache of its own, and pods that pull through it. */
export interface Bed {
  readonly hub: Hub;
  readonly server: Server;
  /** The root of the server's volume, which pods in mode `shared` mount. */
  readonly volume: string;
  /** The command line tool. */
  readonly cli: string;
  newVolume(): Promise<string>;
  pull(pod: Pod): Promise<Outcome>;
  start(pod: Pod): RunningContainer;
}

/** What differs between the pods of these tests; the rest is what the webhook would inject. */
export interface Pod {
  readonly models: readonly string[];
  readonly mode?: "shared" | "stream";
  readonly volume?: Omit<Mount, "path">;
  readonly timeout?: number;
  readonly cli?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly shell?: readonly string[];
  /** The words after `sh -c`; the script unless told otherwise. */
  readonly words?: readonly string[];
  readonly uid?: number;
  readonly hasReadOnlyRoot?: boolean;
}

export interface BedOptions {
  readonly version?: string;
  readonly isServerUp?: boolean;
  readonly serverDiskMebibytes?: number;
  /** Needs root. */
  readonly serverUid?: number;
  readonly redisUrl?: string;
}

export async function makeBed(options: BedOptions = {}): Promise<Bed> {
  const parts = findModelExpress(options.version ?? "0.7.0");
  if (!parts.isHere) throw new Error(parts.why);
  const root = await mkdtemp(join(tmpdir(), "pull-"));
  // Other users may look in and run the tool, as they may in an image.
  await chmod(root, 0o755);
  const cli = join(root, "modelexpress-cli");
  await copyFile(parts.cli, cli);
  const { serverDiskMebibytes: disk, serverUid: uid } = options;
  const binary = uid === undefined ? parts.server : join(root, "modelexpress-server");
  if (uid !== undefined) await copyFile(parts.server, binary);
  const hub = await startHub();
  const volume = join(root, "volume");
  await mkdir(join(volume, "hub"), { recursive: true });
  if (uid !== undefined) for (const owned of [volume, join(volume, "hub")]) await chown(owned, uid, uid);
  const server = await prepareServer({
    binary,
    hubUrl: hub.url,
    cacheDirectory: join(volume, "hub"),
    ...(disk ? { diskMebibytes: disk } : {}),
    ...(uid === undefined ? {} : { identity: { uid } }),
    ...(options.redisUrl === undefined ? {} : { redisUrl: options.redisUrl }),
  });
  onTestFinished(async () => {
    await server.kill();
    await hub.stop();
    await rm(root, { recursive: true, force: true });
  });
  if (options.isServerUp ?? true) await server.start();
  const start = (pod: Pod) => startInitContainer(describePod({ pod, server, volume, cli }));
  return {
    hub,
    server,
    volume,
    cli,
    newVolume: async () => {
      const directory = await mkdtemp(join(root, "volume-"));
      await chmod(directory, 0o755);
      return directory;
    },
    start,
    pull: (pod) => start(pod).ended,
  };
}

interface Place {
  readonly pod: Pod;
  readonly server: Server;
  readonly volume: string;
  readonly cli: string;
}

function describePod({ pod, server, volume, cli }: Place): InitContainer {
  const models = Object.fromEntries(pod.models.map((model, at) => [`MX_PULL_MODEL_${at}`, model]));
  return {
    command: [...(pod.shell ?? ["/bin/sh"]), "-c", ...(pod.words ?? [SCRIPT])],
    env: {
      MODEL_EXPRESS_ENDPOINT: server.url,
      MODEL_EXPRESS_CACHE_DIRECTORY: `${MOUNT_PATH}/hub`,
      MODEL_EXPRESS_NO_SHARED_STORAGE: String(pod.mode === "stream"),
      MODEL_EXPRESS_TIMEOUT: "60",
      MODEL_EXPRESS_TRANSFER_CHUNK_SIZE: "1048576",
      MX_PULL_CLI: pod.cli ?? cli,
      MX_PULL_TIMEOUT: String(pod.timeout ?? 60),
      ...models,
      ...pod.env,
    },
    mounts: [{ path: MOUNT_PATH, directory: volume, ...pod.volume }],
    ...(pod.uid === undefined ? {} : { identity: { uid: pod.uid } }),
    ...(pod.hasReadOnlyRoot ? { hasReadOnlyRoot: true } : {}),
  };
}
