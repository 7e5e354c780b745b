import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { runAtExit } from "./at-exit.ts";
import { type GoModule, linkerFlags, moduleDirectory, readGoModule } from "./go-module.ts";
import { report } from "./report.ts";

const run = promisify(execFile);
const progressIntervalMilliseconds = 30_000;

/** Where the binary is, or why it cannot be built here. */
export type Build =
  | { readonly isBuilt: true; readonly binary: string; readonly kubernetesVersion: string }
  | { readonly isBuilt: false; readonly reason: string };

/**
 * Builds the control plane's binary unless this machine has built it before.
 *
 * The cache is outside of the checkout, so that a fresh clone does not wait for the build again.
 */
export async function buildControlPlane(kubernetesVersion?: string): Promise<Build> {
  const toolchain = await findGo();
  if (!toolchain.isFound) {
    return { isBuilt: false, reason: toolchain.reason };
  }
  const module = await readGoModule(kubernetesVersion);
  const binary = path.join(cacheDirectory(), binaryName(module, toolchain.version));
  if (!existsSync(binary)) {
    await compile(module, binary);
  }
  return { isBuilt: true, binary, kubernetesVersion: module.kubernetesVersion };
}

type Toolchain =
  | { readonly isFound: true; readonly version: string }
  | { readonly isFound: false; readonly reason: string };

// Asked in the module's directory, where Go may choose another toolchain than it would elsewhere.
async function findGo(): Promise<Toolchain> {
  try {
    const { stdout } = await run("go", ["version"], { cwd: moduleDirectory });
    return { isFound: true, version: stdout.trim() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { isFound: false, reason: `the Go toolchain does not run: ${message.trim()}` };
  }
}

function cacheDirectory(): string {
  const base = process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache");
  return path.join(base, "model-express-injector");
}

function binaryName(module: GoModule, goVersion: string): string {
  const inputs = [...module.contents, ...linkerFlags(module.kubernetesVersion), goVersion];
  const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
  return `control-plane-${module.kubernetesVersion}-${hash.slice(0, 16)}`;
}

// Beside its final place and renamed at the end: an interrupted or concurrent build never leaves half a binary.
async function compile(module: GoModule, binary: string): Promise<void> {
  await mkdir(path.dirname(binary), { recursive: true });
  const unfinished = `${binary}.${randomUUID()}.tmp`;
  const finish = reportProgress(module.kubernetesVersion);
  try {
    await goBuild(module, unfinished);
    await rename(unfinished, binary);
  } finally {
    await rm(unfinished, { force: true });
    finish();
  }
}

async function goBuild(module: GoModule, output: string): Promise<void> {
  const linking = linkerFlags(module.kubernetesVersion).join(" ");
  const flags = ["-trimpath", "-buildvcs=false", `-modfile=${module.file}`, "-ldflags", linking, "-o", output];
  const building = run("go", ["build", ...flags, "."], {
    cwd: moduleDirectory,
    env: { ...process.env, CGO_ENABLED: "0" },
  });
  const cancelCleanup = runAtExit(() => building.child.kill());
  try {
    await building;
  } finally {
    cancelCleanup();
  }
}

function reportProgress(kubernetesVersion: string): () => void {
  const start = Date.now();
  const elapsed = () => `${Math.round((Date.now() - start) / 1000)} s`;
  report(
    `building a Kubernetes ${kubernetesVersion} control plane from Go modules, once for this machine:` +
      " usually 5 to 8 minutes, 4 GB of Go's caches, 3 GB of memory",
  );
  const timer = setInterval(() => report(`still building (${elapsed()})`), progressIntervalMilliseconds);
  return () => {
    clearInterval(timer);
    report(`the build ended after ${elapsed()}`);
  };
}
