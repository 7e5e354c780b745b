import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { collectOutput } from "../collect-output.ts";
import { commandAs, type Identity } from "../pull/identity.ts";
import type { ScheduledContainer } from "../pull/kubelet.ts";
import type { PodNetwork } from "./pod-network.ts";

/** How a container ended. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A container as an engine runs it: process 1 of its own tree, on a root of its own that cannot be written. */
export interface IsolatedContainer {
  log(): string;
  /** As an exec probe or hook: whether the command ends well. */
  exec(command: readonly string[]): Promise<boolean>;
  /** To process 1. */
  signal(signal: NodeJS.Signals): void;
  readonly hasEnded: boolean;
  readonly ended: Promise<Ending>;
  /** The most memory that process 1 ever had, in bytes. */
  peakMemory(): number;
}

export interface IsolatedContainerOptions {
  readonly container: ScheduledContainer;
  readonly network: PodNetwork;
  /** Files that its image has besides the system's, by their place. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a Debian image has, from this machine. */
const SYSTEM = ["bin", "lib", "lib64", "sbin", "usr", "etc"];

export async function startIsolatedContainer(options: IsolatedContainerOptions): Promise<IsolatedContainer> {
  const { container, network } = options;
  const root = await mkdtemp(join(tmpdir(), "container-"));
  await chmod(root, 0o755);
  for (const { path } of container.mounts) await mkdir(join(root, path), { recursive: true });
  const script = [...rootSteps(root, options), `exec chroot '${root}' "$@"`].join(" && ");
  const identity = container.identity();
  const words = [...commandAs(identity), ...container.command];
  const isolate = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script, "sh"];
  const [file = "", ...rest] = [...network.enter, ...isolate, ...words];
  const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", ...container.env };
  const child = spawn(file, rest, { env, cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
  const log = collectOutput(child);
  const ended = endingOf(child).finally(() => rm(root, { recursive: true, force: true }));
  const pid = await firstProcess(child, log);
  return {
    log,
    ended,
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    exec: (command) => execIn({ pid, identity, command, env }),
    signal: (signal) => killIfThere(pid, signal),
    peakMemory: () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024,
  };
}

/** The process may have ended a moment before its wrapper, of which `hasEnded` is. */
function killIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Mounts live in a namespace of the container's own, so nothing has to be undone. */
function rootSteps(root: string, { container, files }: IsolatedContainerOptions): string[] {
  const readOnly = (directory: string) => `mount -o remount,ro,bind '${directory}'`;
  return [
    `mkdir -p ${["proc", "dev", ...SYSTEM].map((name) => `'${root}/${name}'`).join(" ")}`,
    ...Object.entries(files).map(([to, from]) => `install -D -m 755 '${from}' '${root}${to}'`),
    `mount --bind '${root}' '${root}'`,
    ...SYSTEM.map((name) => `mount --bind '/${name}' '${root}/${name}' && ${readOnly(`${root}/${name}`)}`),
    `mount --rbind /dev '${root}/dev'`,
    `mount -t proc proc '${root}/proc'`,
    ...container.mounts.map(({ path, directory }) => `mount --bind '${directory}' '${root}${path}'`),
    ...(container.hasReadOnlyRoot ? [readOnly(root)] : []),
  ];
}

interface Execution {
  readonly pid: number;
  readonly identity: Identity;
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

async function execIn({ pid, identity, command, env }: Execution): Promise<boolean> {
  const enter = ["--target", String(pid), "--mount", "--pid", "--net", "--root", "--wd=/", "--"];
  const child = spawn("nsenter", [...enter, ...commandAs(identity), ...command], { env, stdio: "ignore" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}

/** The only child of `unshare`, whose number outside is another than inside. */
async function firstProcess(child: ChildProcess, log: () => string): Promise<number> {
  while (child.exitCode === null && child.signalCode === null) {
    const pid = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim());
    if (pid > 0 && !readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("sh\0")) return pid;
    await sleep(10);
  }
  throw new Error(`the container ended before it began: ${log()}`);
}

async function endingOf(child: ChildProcess): Promise<Ending> {
  const [exitCode, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  return { exitCode, signal };
}
