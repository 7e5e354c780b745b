import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildHelm, type HelmSeries } from "./build-helm.ts";

export const chart = path.join(import.meta.dirname, "../../../../manifests/chart");

/** How a run of Helm ended. */
export interface HelmOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs Helm; `values` is given as a file, JSON being YAML. */
export type Helm = (args: readonly string[], values?: object) => Promise<HelmOutcome>;

/** Helm, or undefined where it cannot be built: said loudly, and an error in CI. */
export async function findHelm(series: HelmSeries): Promise<Helm | undefined> {
  const build = await buildHelm(series);
  if (build.isBuilt) return (args, values) => runHelm(build.binary, args, values);
  if (process.env["CI"] === "true") throw new Error(`the chart's tests must run in CI, but ${build.reason}`);
  process.stderr.write(`[helm] THE CHART'S TESTS ARE SKIPPED: ${build.reason}\n`);
  return undefined;
}

// In a home of its own: neither plugins nor repositories of the machine's user change what it does.
async function runHelm(binary: string, args: readonly string[], values?: object): Promise<HelmOutcome> {
  const home = await mkdtemp(path.join(tmpdir(), "helm-"));
  try {
    const env = { PATH: process.env["PATH"] ?? "", HOME: home };
    const fromInput = values === undefined ? [] : ["--values", "-"];
    return await run(binary, [...args, ...fromInput], { env, input: JSON.stringify(values ?? {}) });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
}

function run(binary: string, args: readonly string[], { env, input }: Surroundings): Promise<HelmOutcome> {
  const { promise, resolve } = Promise.withResolvers<HelmOutcome>();
  const child = execFile(binary, args, { env, maxBuffer: 2 ** 26 }, (error, out, err) => {
    resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
  });
  child.stdin?.on("error", () => {}).end(input);
  return promise;
}
