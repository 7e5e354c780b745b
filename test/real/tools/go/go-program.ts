import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { runAtExit } from "../../control-plane/bed/at-exit.ts";
import { cacheDirectory } from "../cache-directory.ts";

const run = promisify(execFile);
const progressIntervalMilliseconds = 30_000;

/** A program that is built from Go modules. */
export interface GoProgram {
  /** How its file in the cache begins: name and version. */
  readonly name: string;
  /** The folder with its module file. */
  readonly directory: string;
  readonly moduleFile: string;
  /** What to build, seen from the folder. */
  readonly package: string;
  readonly linkerFlags: readonly string[];
  /** The contents of the files that decide what is built. */
  readonly contents: readonly string[];
}

/** Where the binary is, or why it cannot be built here. */
export type GoBuild =
  | { readonly isBuilt: true; readonly binary: string }
  | { readonly isBuilt: false; readonly reason: string };

/** Tells the person who waits. */
type Report = (message: string) => void;

/**
 * Builds a program unless this machine has built it before.
 *
 * The cache is outside of the checkout, so that a fresh clone does not wait for the build again.
 *
 * @param announcement what is built, and what that costs
 */
export async function buildGoProgram(program: GoProgram, announcement: string, report: Report): Promise<GoBuild> {
  const toolchain = await findGo(program.directory);
  if (!toolchain.isFound) {
    return { isBuilt: false, reason: toolchain.reason };
  }
  const binary = path.join(cacheDirectory(), binaryName(program, toolchain.version));
  if (!existsSync(binary)) {
    report(announcement);
    await compile(program, binary, report);
  }
  return { isBuilt: true, binary };
}

type Toolchain =
  | { readonly isFound: true; readonly version: string }
  | { readonly isFound: false; readonly reason: string };

// Asked in the module's directory, where Go may choose another toolchain than it would elsewhere.
async function findGo(directory: string): Promise<Toolchain> {
  try {
    const { stdout } = await run("go", ["version"], { cwd: directory });
    return { isFound: true, version: stdout.trim() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { isFound: false, reason: `the Go toolchain does not run: ${message.trim()}` };
  }
}

function binaryName({ name, contents, linkerFlags }: GoProgram, goVersion: string): string {
  const inputs = [...contents, ...linkerFlags, goVersion];
  const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
  return `${name}-${hash.slice(0, 16)}`;
}

// Beside its final place and renamed at the end: an interrupted or concurrent build never leaves half a binary.
async function compile(program: GoProgram, binary: string, report: Report): Promise<void> {
  await mkdir(path.dirname(binary), { recursive: true });
  const unfinished = `${binary}.${randomUUID()}.tmp`;
  const finish = reportProgress(report);
  try {
    await goBuild(program, unfinished);
    await rename(unfinished, binary);
  } finally {
    await rm(unfinished, { force: true });
    finish();
  }
}

async function goBuild(program: GoProgram, output: string): Promise<void> {
  const linking = program.linkerFlags.join(" ");
  // Without debugging data, which `-s -w` would leave out at the end: a twentieth of the time.
  const compiling = ["-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false"];
  const flags = [...compiling, `-modfile=${program.moduleFile}`, "-ldflags", linking, "-o", output];
  const building = run("go", ["build", ...flags, program.package], {
    cwd: program.directory,
    env: { ...process.env, CGO_ENABLED: "0" },
  });
  const cancelCleanup = runAtExit(() => building.child.kill());
  try {
    await building;
  } finally {
    cancelCleanup();
  }
}

function reportProgress(report: Report): () => void {
  const start = Date.now();
  const elapsed = () => `${Math.round((Date.now() - start) / 1000)} s`;
  const timer = setInterval(() => report(`still building (${elapsed()})`), progressIntervalMilliseconds);
  return () => {
    clearInterval(timer);
    report(`the build ended after ${elapsed()}`);
  };
}
