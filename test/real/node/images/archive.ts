import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";

/** An image of one platform: this machine's. */
export interface ImageContent {
  /** As pods name it, with its registry and tag. */
  readonly name: string;
  /** What the runtime goes by: `Env`, `Cmd` and the like. */
  readonly config: object;
  /** Files (tar, not compressed), from the lowest on. */
  readonly layers: readonly string[];
}

/** Writes images into one file as `docker save` does, in which those that share a layer have it once. */
export async function writeArchive(images: readonly ImageContent[], file: string): Promise<void> {
  const folder = await mkdtemp(`${file}.partial-`);
  try {
    const linked = new Map<string, string>();
    for (const layer of images.flatMap(({ layers }) => layers)) {
      if (!linked.has(layer)) linked.set(layer, await link(layer, folder));
    }
    const manifest = await Promise.all(images.map((image) => describe(image, { folder, linked })));
    await writeFile(path.join(folder, "manifest.json"), JSON.stringify(manifest));
    const unfinished = `${folder}.tar`;
    execFileSync("tar", ["--create", "--dereference", "--file", unfinished, "--directory", folder, "."]);
    await rename(unfinished, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Packs a folder as a layer whose files are root's. */
export function writeLayer(folder: string, file: string): string {
  const owned = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"];
  execFileSync("tar", ["--create", "--file", file, ...owned, "--directory", folder, "."]);
  return file;
}

interface Staging {
  readonly folder: string;
  /** The digests of the layers' files. */
  readonly linked: ReadonlyMap<string, string>;
}

async function link(layer: string, folder: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(layer), hash);
  const digest = hash.digest("hex");
  await symlink(path.resolve(layer), path.join(folder, `${digest}.tar`)).catch(ignoreExisting);
  return digest;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

async function describe({ name, config, layers }: ImageContent, { folder, linked }: Staging): Promise<object> {
  const digests = layers.map((layer) => linked.get(layer));
  const architecture = process.arch === "arm64" ? "arm64" : "amd64";
  const rootfs = { type: "layers", diff_ids: digests.map((digest) => `sha256:${digest}`) };
  const body = JSON.stringify({ architecture, os: "linux", config, rootfs });
  const Config = `${createHash("sha256").update(body).digest("hex")}.json`;
  await writeFile(path.join(folder, Config), body);
  return { Config, RepoTags: [name], Layers: digests.map((digest) => `${digest}.tar`) };
}
