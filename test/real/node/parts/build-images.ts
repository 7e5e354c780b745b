import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Part } from "../../model-express/pull/install.ts";
import { cacheDirectory } from "../../tools/cache-directory.ts";
import { writeArchive } from "../images/archive.ts";
import { buildPartImages, type Ingredients } from "../images/build-parts.ts";
import { removeOldArchives, useArchive } from "../images/kept-archives.ts";

const SOURCES = [
  "archive.ts",
  "build-parts.ts",
  "system.ts",
  "stand-ins/engine.py",
  "stand-ins/grove-initc",
  "stand-ins/mpirun",
  "stand-ins/ray",
  "stand-ins/sshd",
];

/** The images of everything but the product, in one archive, unless this machine has made it before. */
export async function buildPartsArchive(ingredients: Ingredients): Promise<Part<{ readonly archive: string }>> {
  const archive = path.join(cacheDirectory(), `node-images-${hashOf(ingredients)}.tar`);
  if (useArchive(archive)) return { isHere: true, archive };
  const directory = await mkdtemp(path.join(tmpdir(), "node-images-"));
  try {
    mkdirSync(path.dirname(archive), { recursive: true });
    removeOldArchives("node-images-");
    await writeArchive(buildPartImages(ingredients, directory), archive);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return { isHere: true, archive };
}

// The binaries' names say what is in them.
function hashOf(ingredients: Ingredients): string {
  const texts = SOURCES.map((name) => readFileSync(path.join(import.meta.dirname, "../images", name), "utf8"));
  return createHash("sha256")
    .update(JSON.stringify([ingredients, texts]))
    .digest("hex")
    .slice(0, 16);
}
