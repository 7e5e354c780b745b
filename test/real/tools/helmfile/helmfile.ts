import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { buildHelm } from "../helm/build-helm.ts";
import { buildHelmfile } from "./build-helmfile.ts";

const run = promisify(execFile);
const folder = path.join(import.meta.dirname, "../../../../manifests/helmfile");

/** Runs Helmfile on `manifests/helmfile`; returns what it printed. */
export type Helmfile = (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>;

/** Helmfile with the current Helm, or undefined where it cannot be built: said loudly, and an error in CI. */
export async function findHelmfile(): Promise<Helmfile | undefined> {
  const [helmfile, helm] = [await buildHelmfile(), await buildHelm("v4")];
  if (helmfile.isBuilt && helm.isBuilt) {
    return (args, env) => runHelmfile(helmfile.binary, [`--helm-binary=${helm.binary}`, ...args], env);
  }
  const reason = helmfile.isBuilt ? "Helm cannot be built" : helmfile.reason;
  if (process.env["CI"] === "true") throw new Error(`the Helmfile's tests must run in CI, but ${reason}`);
  process.stderr.write(`[helmfile] THE HELMFILE'S TESTS ARE SKIPPED: ${reason}\n`);
  return undefined;
}

// In a home of its own: neither plugins nor repositories of the machine's user change what it does.
async function runHelmfile(binary: string, args: readonly string[], env = {}): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), "helmfile-"));
  try {
    const surroundings = { PATH: process.env["PATH"] ?? "", HOME: home, ...env };
    const { stdout } = await run(binary, [...args], { cwd: folder, env: surroundings, maxBuffer: 2 ** 26 });
    return stdout;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
