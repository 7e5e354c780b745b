import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ImageConfig } from "./container.ts";

export interface Image {
  readonly platform: string;
  readonly digest: string;
  readonly config: ImageConfig & {
    readonly Labels: Readonly<Record<string, string>>;
    readonly ExposedPorts: object;
    readonly StopSignal: string;
  };
  /** Digests and files (tar, not compressed) of the layers, from the base image's to the uppermost. */
  readonly layers: readonly { readonly digest: string; readonly file: string }[];
}

/** Lays the layers over one another, in a new directory. */
export function unpack({ layers }: Image, directory: string): void {
  mkdirSync(directory);
  for (const { file } of layers) execFileSync("tar", ["--extract", "--file", file, "--directory", directory]);
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

interface Content {
  readonly manifests?: readonly Descriptor[];
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
}

/** The images that an exported folder in OCI's image layout has, one for each platform. */
export function readOciLayout(directory: string): Image[] {
  const index = JSON.parse(readFileSync(path.join(directory, "index.json"), "utf8")) as Content;
  return flatten(directory, index.manifests ?? []);
}

function flatten(directory: string, descriptors: readonly Descriptor[]): Image[] {
  return descriptors.flatMap(({ digest }) => {
    const { manifests, config, layers = [] } = blob<Content>(directory, digest);
    if (manifests !== undefined) return flatten(directory, manifests);
    const image = blob<{ os: string; architecture: string; config: Image["config"] }>(directory, config?.digest ?? "");
    const platform = `${image.os}/${image.architecture}`;
    return [
      {
        platform,
        digest,
        config: image.config,
        layers: layers.map((layer) => ({ digest: layer.digest, file: fileOf(directory, layer.digest) })),
      },
    ];
  });
}

function blob<T>(directory: string, digest: string): T {
  return JSON.parse(readFileSync(fileOf(directory, digest), "utf8")) as T;
}

function fileOf(directory: string, digest: string): string {
  return path.join(directory, "blobs", digest.replace(":", "/"));
}
