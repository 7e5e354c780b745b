import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { sources } from "../../image/build-context.ts";
import { findEngine } from "../../image/find-engine.ts";
import { PLATFORM, startImageBed } from "../../image/image-bed.ts";
import type { Part } from "../../model-express/pull/install.ts";
import { cacheDirectory } from "../../tools/cache-directory.ts";
import { writeArchive } from "./archive.ts";
import { removeOldArchives, useArchive } from "./kept-archives.ts";

/** As kind's nodes have it. */
export const PRODUCT_IMAGE = "docker.io/library/model-express-injector:node";

const root = path.join(import.meta.dirname, "../../../..");
/** What the Dockerfile reads. */
const READ =
  /^(Dockerfile|\.dockerignore|LICENSE|examples\/|image\/|package\.json|package-lock\.json|packages\/[^/]+\/(src|package\.json)|src\/)/;

/** The product's image, built by its Dockerfile; it is kept, and taken again while its sources are the same. */
export async function buildProductImage(): Promise<Part<{ readonly archive: string }>> {
  const archive = path.join(cacheDirectory(), `node-product-${hashOfSources()}.tar`);
  if (useArchive(archive)) return { isHere: true, archive };
  const engine = await findEngine();
  if (!engine.isHere) return { isHere: false, why: engine.why };
  const bed = await startImageBed(engine);
  try {
    const [image] = await bed.build([PLATFORM], ["--opt", "build-arg:VERSION=0.1.0"]);
    if (image === undefined) throw new Error("BuildKit made no image");
    const layers = image.layers.map(({ file }) => file);
    removeOldArchives("node-product-");
    await writeArchive([{ name: PRODUCT_IMAGE, config: image.config, layers }], archive);
  } finally {
    await bed.stop();
  }
  return { isHere: true, archive };
}

function hashOfSources(): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of sources()
    .filter((each) => READ.test(each))
    .sort()) {
    hash.update(`${file}\n`).update(readFileSync(path.join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}
