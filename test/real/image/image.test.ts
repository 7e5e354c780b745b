import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { residentMemory, sendReviews } from "../../../bench/reviews.ts";
import packageJson from "../../../package.json" with { type: "json" };
import { SOON } from "../../cluster/live/timing.ts";
import { digestsIn } from "../../image/files-in.ts";
import { startProcess, type WebhookInProcess } from "../../image/webhook-in-process.ts";
import { type ContainerOptions, prepareContainer } from "./container.ts";
import { findEngine } from "./find-engine.ts";
import { type ImageBed, PLATFORM, PLATFORMS, startImageBed } from "./image-bed.ts";
import { type Image, unpack } from "./oci-layout.ts";
import { type Surroundings, startSurroundings } from "./surroundings.ts";

const root = path.join(import.meta.dirname, "../../..");
const run = promisify(execFile);
const engine = await findEngine();
/** As for a release; the time is that of its commit. */
const ARGUMENTS = ["SOURCE_DATE_EPOCH=1767225600", "REVISION=0123abc"].flatMap((each) => [
  "--opt",
  `build-arg:${each}`,
]);

describe.runIf(engine.isHere)("the image", () => {
  let bed: ImageBed;
  let images: readonly Image[];
  let rootFileSystem: string;

  beforeAll(async () => {
    if (!engine.isHere) return;
    bed = await startImageBed(engine);
    images = await bed.build(PLATFORMS, ARGUMENTS);
    rootFileSystem = path.join(bed.directory, "root");
    unpack(imageHere(), rootFileSystem);
  });
  afterAll(() => bed?.stop());

  function imageHere(): Image {
    const image = images.find(({ platform }) => platform === PLATFORM);
    if (image === undefined) throw new Error(`no image for ${PLATFORM}`);
    return image;
  }

  it("says what it is, runs as nobody, and listens where the chart expects it", () => {
    const config = {
      User: "65532:65532",
      Entrypoint: ["/nodejs/bin/node", "/app/src/main.mjs"],
      Cmd: ["--help"],
      ExposedPorts: { "8443/tcp": {}, "9402/tcp": {} },
      StopSignal: "SIGTERM",
      Labels: {
        "org.opencontainers.image.title": "model-express-injector",
        "org.opencontainers.image.version": packageJson.version,
        "org.opencontainers.image.revision": "0123abc",
        "org.opencontainers.image.licenses": "Apache-2.0",
      },
    };
    expect(images).toMatchObject([
      { platform: "linux/amd64", config },
      { platform: "linux/arm64", config },
    ]);
  });

  it("adds to its base image the bundle, as it is made here, and nothing else", () => {
    const bundle = path.join(bed.directory, "bundle");
    execFileSync(process.execPath, [path.join(root, "image/bundle.ts"), bundle]);
    expect(digestsIn(path.join(rootFileSystem, "app"))).toEqual(digestsIn(bundle));
    const base = readdirSync(path.join(bed.directory, "bases/runtime"));
    expect(readdirSync(rootFileSystem).sort()).toEqual(["app", ...base].sort());
  });

  it("has one bundle for all platforms", () => {
    expect(new Set(images.map(({ layers }) => layers.at(-1)?.digest)).size).toBe(1);
  });

  it("is the same, to the digest, when everything is done again", async () => {
    const [before] = await bed.build([PLATFORM], ARGUMENTS);
    const [again] = await bed.build([PLATFORM], [...ARGUMENTS, "--no-cache"]);
    expect(again?.digest).toMatch(/^sha256:/);
    expect(again?.digest).toBe(before?.digest);
  });

  describe("in a container of Pod Security restricted, with a root file system that is read-only", () => {
    let surroundings: Surroundings;
    let webhook: WebhookInProcess | undefined;

    beforeAll(async () => {
      surroundings = await startSurroundings(bed.directory);
    });
    afterEach(async () => {
      await webhook?.stop();
    });
    afterAll(() => surroundings?.close());

    function container(options: Partial<ContainerOptions>): string[] {
      if (!engine.isHere) throw new Error(engine.why);
      const directory = path.join(bed.directory, "containers");
      const { config: image } = imageHere();
      return prepareContainer({ runc: engine.runc, directory, rootFileSystem, image, ...options });
    }

    async function output(options: Partial<ContainerOptions>): Promise<string> {
      const [program = "", ...args] = container(options);
      return (await run(program, args)).stdout;
    }

    function startWebhook(...args: string[]): Promise<WebhookInProcess> {
      const listening = ["--host", "127.0.0.1", "--port", "0", "--operations-port", "0", "--tls-dir", "/tls"];
      const { mounts, env } = surroundings;
      return startProcess(
        container({ args: ["webhook", ...listening, ...args], mounts, env, memoryLimit: memory("limits") }),
      );
    }

    it("takes a command as the container's args, and tells without one what there is", async () => {
      expect(await output({ args: ["--version"] })).toBe(`${packageJson.version}\n`);
      expect(await output({ args: ["demo"] })).toContain("Injected by 12 additions: SharedPull");
      expect(await output({})).toContain("Usage: model-express-injector [options] [command]");
    });

    it("answers a review with a cluster of manifests", async () => {
      webhook = await startWebhook("--cluster", "/app/examples/cluster.yaml");
      expect(await webhook.reasonFor(surroundings.ca)).toBe("SharedPull");
    });

    it("answers a review with what the API server says to the pod's account, and ends when it is told to", async () => {
      const running = await startWebhook("--drain", "1");
      webhook = running;
      await vi.waitFor(async () => expect((await fetch(`${running.operationsUrl}/readyz`)).ok).toBe(true), SOON);
      expect(await running.reasonFor(surroundings.ca)).toBe("StreamPull");
      expect(await running.stop("SIGTERM")).toBe(0);
    });

    it("needs no more memory than the chart gives it, idle or under load", async () => {
      webhook = await startWebhook();
      const idle = await residentMemory(webhook.operationsUrl);
      await sendReviews(webhook.url, 2000);
      const loaded = await residentMemory(webhook.operationsUrl);
      console.log(
        `the webhook's container: ${Math.round(idle)} MiB, and ${Math.round(loaded)} MiB after 2,000 reviews`,
      );
      expect(idle * 2 ** 20).toBeLessThan(memory("requests"));
      expect(loaded * 2 ** 20).toBeLessThan(memory("limits"));
    });
  });
});

/** What the chart asks for, in bytes. */
function memory(kind: "requests" | "limits"): number {
  const values = parse(readFileSync(path.join(root, "manifests/chart/values.yaml"), "utf8"));
  const [, mebibytes] = /^(\d+)Mi$/.exec(values.webhook.resources[kind].memory) ?? [];
  return Number(mebibytes) * 2 ** 20;
}
