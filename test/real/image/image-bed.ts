import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeBaseImages } from "./base-images.ts";
import { makeCheckout } from "./build-context.ts";
import { startBuildDaemon } from "./build-daemon.ts";
import type { Engine } from "./find-engine.ts";
import { type Image, readOciLayout } from "./oci-layout.ts";
import { npmrc } from "./registry-access.ts";

/** The project's Dockerfile, its context and its base images, and something to build with. */
export interface ImageBed {
  readonly directory: string;
  /** Builds an image for each platform; `options` go to `buildctl build`. */
  build(platforms: readonly string[], options: readonly string[]): Promise<readonly Image[]>;
  stop(): Promise<void>;
}

export const PLATFORMS = ["linux/amd64", "linux/arm64"] as const;
/** That of this machine. */
export const PLATFORM = process.arch === "arm64" ? "linux/arm64" : "linux/amd64";

export async function startImageBed(engine: Engine & { isHere: true }): Promise<ImageBed> {
  const directory = mkdtempSync(path.join(tmpdir(), "image-"));
  const checkout = makeCheckout(path.join(directory, "checkout"));
  const bases = makeBaseImages(path.join(directory, "bases"));
  const secret = path.join(directory, "npmrc");
  writeFileSync(secret, npmrc(), { mode: 0o600 });
  const daemon = await startBuildDaemon(engine);
  const context = ["--local", `context=${checkout}`, "--local", `dockerfile=${checkout}`];
  const inputs = [...context, ...bases, "--secret", `id=npmrc,src=${secret}`];
  return {
    directory,
    async build(platforms, options) {
      const layout = mkdtempSync(path.join(directory, "oci-"));
      const image = `type=oci,tar=false,rewrite-timestamp=true,compression=uncompressed,dest=${layout}`;
      await daemon.build([...inputs, "--opt", `platform=${platforms.join()}`, "--output", image, ...options]);
      return readOciLayout(layout);
    },
    async stop() {
      await daemon.stop();
      await rm(directory, { recursive: true });
    },
  };
}
