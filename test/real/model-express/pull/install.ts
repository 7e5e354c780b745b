import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runAtExit } from "../../control-plane/bed/at-exit.ts";
import { cacheDirectory } from "../../tools/cache-directory.ts";
import { isInstalled } from "./shells.ts";

/** The newest released Model Express, and the one before it. */
export const VERSIONS = ["0.7.0", "0.6.0"] as const;
export type Version = (typeof VERSIONS)[number];

/** The one of the default image. Its server has no backend that needs nothing else: it wants a Redis. */
export const DEFAULT_VERSION = "0.5.1";

const PYTHON_PACKAGES = ["huggingface_hub==2.4.0", "ai-dynamo-runtime==1.6.1"] as const;

/** What engines read the cache with: the last huggingface_hub before 1.0, and today's transformers with its own. */
export const LIBRARIES: readonly (readonly string[])[] = [
  ["huggingface_hub==0.36.2"],
  ["transformers==5.24.0", "huggingface_hub==2.4.0"],
];

/** A part that the tests need, or why it is not here. */
export type Part<T> = ({ readonly isHere: true } & T) | { readonly isHere: false; readonly why: string };

export type ModelExpress = Part<{ readonly cli: string; readonly server: string }>;
export type Python = Part<{ readonly python: string }>;

export function findModelExpress(version: string): ModelExpress {
  const [cli, server] = [binaryOf(version, "cli"), binaryOf(version, "server")];
  const missing = [cli, server].find((file) => !existsSync(file));
  return missing === undefined ? { isHere: true, cli, server } : { isHere: false, why: `${missing} is not installed` };
}

export function findPython(): Python {
  return findLibraries(PYTHON_PACKAGES);
}

export function findLibraries(packages: readonly string[]): Python {
  const stamp = join(pythonDirectory(packages), "complete");
  const python = join(pythonDirectory(packages), "bin", "python3");
  return existsSync(stamp) ? { isHere: true, python } : { isHere: false, why: `${stamp} does not exist` };
}

/** Builds the server and the CLI once, in minutes; afterwards it costs nothing. */
export async function installModelExpress(version: Version | typeof DEFAULT_VERSION): Promise<ModelExpress> {
  if (findModelExpress(version).isHere) return findModelExpress(version);
  return attempt(`Model Express ${version}`, async () => {
    if (!isInstalled("protoc")) await installPackage("protobuf-compiler");
    const root = join(cacheDirectory(), `model-express-${version}`);
    const partial = `${root}.partial-${process.pid}`;
    await build(version, partial);
    await rm(root, { recursive: true, force: true });
    await rename(partial, root);
    return findModelExpress(version);
  });
}

/** Installs the real consumers, the Hugging Face client and Dynamo's runtime, into an environment of their own. */
export function installPython(): Promise<Python> {
  return installLibraries(PYTHON_PACKAGES);
}

/** Installs these packages into an environment of their own. */
export async function installLibraries(packages: readonly string[]): Promise<Python> {
  if (findLibraries(packages).isHere) return findLibraries(packages);
  return attempt(packages.join(" and "), async () => {
    const directory = pythonDirectory(packages);
    await rm(directory, { recursive: true, force: true });
    await run("python3", ["-m", "venv", directory]);
    await run(join(directory, "bin", "python3"), ["-m", "pip", "install", "--quiet", ...packages]);
    await writeFile(join(directory, "complete"), packages.join("\n"));
    return findLibraries(packages);
  });
}

/** Installs a program of the system's, such as `shellcheck`, from the package of its name. */
export async function installTool(name: string): Promise<Part<object>> {
  if (isInstalled(name)) return { isHere: true };
  return attempt(name, async () => {
    await installPackage(name);
    return { isHere: true };
  });
}

function binaryOf(version: string, program: "cli" | "server"): string {
  return join(cacheDirectory(), `model-express-${version}`, "bin", `modelexpress-${program}`);
}

function pythonDirectory(packages: readonly string[]): string {
  return join(cacheDirectory(), `python-${packages.join("-").replaceAll("==", "-")}`);
}

// A developer without the tools skips these tests, and is told; continuous integration must not.
export async function attempt<T>(what: string, install: () => Promise<Part<T>>): Promise<Part<T>> {
  const began = Date.now();
  console.log(`installing ${what} (once; kept in ${cacheDirectory()} if it is built) …`);
  try {
    await mkdir(cacheDirectory(), { recursive: true });
    const part = await install();
    console.log(`installed ${what} in ${Math.round((Date.now() - began) / 1000)} s`);
    return part;
  } catch (cause) {
    if (process.env["CI"] === "true") throw new Error(`failed to install ${what}`, { cause });
    return { isHere: false, why: `failed to install ${what}: ${String(cause)}` };
  }
}

/** Compiled crates, of which the versions share most. Kept until this process ends. */
const compiled = join(tmpdir(), `model-express-crates-${process.pid}`);
let isRemovedAtExit = false;

function removeCompiledAtExit(): void {
  if (!isRemovedAtExit) runAtExit(() => rmSync(compiled, { recursive: true, force: true }));
  isRemovedAtExit = true;
}

async function build(version: string, root: string): Promise<void> {
  removeCompiledAtExit();
  const env = { CARGO_PROFILE_DEV_DEBUG: "0", CARGO_INCREMENTAL: "0", CARGO_TARGET_DIR: compiled };
  const client = cargoInstall({ crate: "client", binary: "cli", version, root, features: ["tls-rustls"] });
  await run("cargo", client, { env });
  const features = ["memory-backend", "tls-rustls"];
  await run("cargo", cargoInstall({ crate: "server", binary: "server", version, root, features }), { env });
}

interface Crate {
  readonly crate: string;
  readonly binary: string;
  readonly version: string;
  readonly root: string;
  readonly features: readonly string[];
}

function cargoInstall({ crate, binary, version, root, features }: Crate): string[] {
  const named = ["install", `modelexpress-${crate}@${version}`, "--bin", `modelexpress-${binary}`];
  const chosen = version === DEFAULT_VERSION ? [] : ["--no-default-features", "--features", features.join(",")];
  return [...named, "--locked", "--debug", ...chosen, "--root", root];
}

interface Place {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Another run of the package manager may hold its lock for minutes. Without this, apt-get fails at once. */
const LOCK = "--option=DPkg::Lock::Timeout=300";

async function installPackage(name: string): Promise<void> {
  await run("apt-get", [LOCK, "update", "--quiet"]);
  await run("apt-get", [LOCK, "install", "--yes", "--quiet", name]);
}

export async function run(command: string, args: readonly string[], place: Place = {}): Promise<void> {
  const env = { ...process.env, ...place.env };
  const child = spawn(command, args, { cwd: place.cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let tail = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      tail = (tail + text).slice(-2000);
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${tail}`);
}
