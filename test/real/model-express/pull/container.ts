import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { collectOutput } from "../collect-output.ts";
import { commandAs, type Identity } from "./identity.ts";

/** A volume of a pod: a plain directory that stands for the mount path in every environment variable. */
export interface Mount {
  readonly path: string;
  readonly directory: string;
  /** Needs root. */
  readonly isReadOnly?: boolean;
  /** Puts an empty file system of this size there, which only the container sees. Needs root. */
  readonly mebibytes?: number;
}

export interface InitContainer {
  readonly command: readonly string[];
  /** All of it: nothing is inherited but the search path. */
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  /** Needs root. */
  readonly identity?: Identity;
  /** Only the mounts and /dev can be written. Needs root. */
  readonly hasReadOnlyRoot?: boolean;
}

export interface Outcome {
  readonly exitCode: number | null;
  readonly log: string;
  readonly milliseconds: number;
  /** What Kubernetes keeps with FallbackToLogsOnError: the end of the log. */
  readonly terminationMessage: string;
}

export interface RunningContainer {
  readonly pid: number;
  log(): string;
  /** Resolves as soon as the log matches; fails if the container ends before. */
  logged(pattern: RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<Outcome>;
}

const TERMINATION_MESSAGE = { bytes: 2048, lines: 80 };

export function runInitContainer(container: InitContainer): Promise<Outcome> {
  return startInitContainer(container).ended;
}

/** Starts the container's command as a container engine does: in a session of its own, with this environment only. */
export function startInitContainer(container: InitContainer): RunningContainer {
  const began = performance.now();
  const [file = "", ...args] = sandboxed(container);
  const env = { PATH: process.env["PATH"], ...envOnDisk(container) };
  const child = spawn(file, args, { cwd: "/", env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const log = collectOutput(child);
  const pid = child.pid ?? 0;
  return {
    pid,
    log,
    logged: (pattern) => waitForLog({ child, log, pattern }),
    signal: (signal) => process.kill(pid, signal),
    ended: outcome(child, log, began),
  };
}

/** The environment, with the directories of the mounts in the place of their paths. */
export function envOnDisk({ env, mounts }: Pick<InitContainer, "env" | "mounts">): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const mount = mounts.find(({ path }) => value === path || value.startsWith(`${path}/`));
      return [name, mount ? mount.directory + value.slice(mount.path.length) : value];
    }),
  );
}

// Mounts live in a namespace of the container's own, so nothing has to be undone.
function sandboxed({ command, mounts, identity, hasReadOnlyRoot }: InitContainer): readonly string[] {
  const words = [...(identity === undefined ? [] : commandAs(identity)), ...command];
  const steps = [...mounts.flatMap(mountSteps), ...(hasReadOnlyRoot ? readOnlyRootSteps(mounts) : [])];
  if (steps.length === 0) return words;
  const script = [...steps, 'exec "$@"'].join(" && ");
  return ["unshare", "--mount", "sh", "-c", script, "sh", ...words];
}

function mountSteps({ directory, isReadOnly, mebibytes }: Mount): string[] {
  if (mebibytes) return [`mount -t tmpfs -o size=${mebibytes}m,mode=1777 none '${directory}'`];
  return isReadOnly ? [`mount --bind '${directory}' '${directory}'`, `mount -o remount,ro,bind '${directory}'`] : [];
}

// A mount of its own stays writable when the root's becomes read-only.
function readOnlyRootSteps(mounts: readonly Mount[]): string[] {
  const writable = mounts.filter(({ isReadOnly, mebibytes }) => !isReadOnly && !mebibytes);
  return [
    ...writable.map(({ directory }) => `mount --bind '${directory}' '${directory}'`),
    "mount -o remount,ro,bind /",
  ];
}

async function outcome(child: ChildProcess, log: () => string, began: number): Promise<Outcome> {
  const [exitCode] = (await once(child, "exit")) as [number | null];
  const milliseconds = performance.now() - began;
  // A sleeping child may keep the pipe open for seconds; what was printed is here after a turn.
  await Promise.race([once(child, "close"), sleep(200)]);
  const lines = log().split("\n").slice(-TERMINATION_MESSAGE.lines).join("\n");
  return { exitCode, log: log(), milliseconds, terminationMessage: lines.slice(-TERMINATION_MESSAGE.bytes) };
}

interface Awaited {
  readonly child: ChildProcess;
  readonly log: () => string;
  readonly pattern: RegExp;
}

async function waitForLog({ child, log, pattern }: Awaited): Promise<void> {
  while (!pattern.test(log())) {
    if (child.exitCode !== null) throw new Error(`ended without logging ${pattern}: ${log()}`);
    await sleep(20);
  }
}
