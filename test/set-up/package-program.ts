import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { digestsIn } from "../image/files-in.ts";

const root = path.join(import.meta.dirname, "../..");
const packages = path.join(root, "node_modules/.cache/packages");
const FOLDERS = ["src", "packages", "image", "examples", "docs"];
const FILES = ["LICENSE", "README.md", "CHANGELOG.md", "package.json", "package-lock.json"];
const DAY_MS = 86_400_000;

/**
 * Vitest's global setup of a whole run: the tests start the program of the npm package, the same bundle as in the image,
 * which takes a third of the CPU time of its sources. While files are watched, and where it cannot be
 * packed, tests start the sources.
 */
export async function setup({ vitest }: TestProject): Promise<void> {
  if (vitest.config.watch || process.env["PROGRAM_UNDER_TEST"] !== undefined) return;
  try {
    process.env["PROGRAM_UNDER_TEST"] = await packageProgram();
  } catch (error) {
    // Thrown from here, it would end the run of every project. The tests of the package say what is wrong with it.
    console.error(error);
  }
}

/** Returns the package's program. The same sources are packed once. */
async function packageProgram(): Promise<string> {
  const output = path.join(packages, digestSources());
  if (!existsSync(output)) {
    await mkdir(packages, { recursive: true });
    await removeOldPackages();
    const unfinished = `${output}-${process.pid}`;
    await promisify(execFile)(process.execPath, [path.join(root, "image/package.ts"), unfinished]);
    // Fails if another run was quicker.
    await rename(unfinished, output).catch(() => rm(unfinished, { recursive: true }));
  }
  return path.join(output, "src/main.mjs");
}

function digestSources(): string {
  const folders = FOLDERS.map((folder) => digestsIn(path.join(root, folder)));
  const files = FILES.map((file) => readFileSync(path.join(root, file), "utf8"));
  return hash("sha256", JSON.stringify([folders, files])).slice(0, 16);
}

async function removeOldPackages(): Promise<void> {
  for (const name of await readdir(packages)) {
    const output = path.join(packages, name);
    const { mtimeMs } = await stat(output);
    if (Date.now() - mtimeMs > DAY_MS) await rm(output, { recursive: true, force: true });
  }
}
