import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPullScript } from "../../../../src/configuration/pull-script.ts";

const SCRIPT = readPullScript();
export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

export interface PullRun {
  readonly exitCode: number | null;
  readonly lines: readonly string[];
}

/** A volume with a hub directory, and a directory beside it that no pull may touch. */
export interface PullVolume {
  readonly hub: string;
  readonly repository: string;
  readonly snapshot: string;
  readonly outside: string;
}

export async function makeVolume(onTestFinished: (clean: () => Promise<void>) => void): Promise<PullVolume> {
  const root = await mkdtemp(join(tmpdir(), "pull-script-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const [hub, outside] = [join(root, "hub"), join(root, "outside")];
  const repository = join(hub, "models--org--a");
  const snapshot = join(repository, "snapshots", COMMIT);
  for (const directory of [snapshot, join(repository, "blobs"), join(repository, "refs"), outside])
    await mkdir(directory, { recursive: true });
  return { hub, repository, snapshot, outside };
}

export interface PullSetUp {
  readonly volume: PullVolume;
  /** What the stand-in for the CLI does when it is asked to download: shell text. */
  readonly download: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly shell?: string;
}

/** Runs the script as pods carry it, in a session of its own, with a stand-in for the CLI. Ends when all its output is closed. */
export async function runPull({ volume, download, env = {}, shell = "dash" }: PullSetUp): Promise<PullRun> {
  const cli = join(volume.hub, "..", "modelexpress-cli");
  await writeFile(cli, `#!/bin/sh\ncase "$*" in *'model clear'*) exit 0 ;; esac\n${download}\n`);
  await chmod(cli, 0o755);
  const [program = "", ...options] = shell.split(" ");
  const child = spawn(program, [...options, "-c", SCRIPT], {
    cwd: "/",
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      MX_PULL_CLI: cli,
      MODEL_EXPRESS_ENDPOINT: "http://mx:8001",
      MODEL_EXPRESS_CACHE_DIRECTORY: volume.hub,
      MODEL_EXPRESS_NO_SHARED_STORAGE: "false",
      MX_PULL_TIMEOUT: "4",
      MX_PULL_MODEL_0: "org/a",
      ...env,
    },
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, lines: log.split("\n").slice(0, -1) };
}
