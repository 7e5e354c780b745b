import { type ChildProcess, execFile, spawn } from "node:child_process";
import { openSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What it takes to enter a node. */
export interface Entrance {
  /** Of process 1, as this machine numbers it. */
  readonly pid: number;
  /** With its programs' files, logs and state. */
  readonly directory: string;
  /** The root of the unpacked packages. */
  readonly packages: string;
  /** The folder of containerd's programs. */
  readonly containerd: string;
}

/** Runs a command in the node, as root; returns what it printed. */
export async function runInside(node: Entrance, command: readonly string[]): Promise<string> {
  const [file, ...args] = wordsFor(node, command);
  return (await run(file, args, { cwd: node.directory, env: environmentOf(node), maxBuffer: 2 ** 26 })).stdout;
}

/** Starts a program in the node and in its cgroups, whose output goes to `logs/<name>.log`. It ends with the node. */
export function startInside(
  node: Entrance,
  name: string,
  { command, variables }: { readonly command: readonly string[]; readonly variables: NodeJS.ProcessEnv },
): ChildProcess {
  const log = openSync(path.join(node.directory, "logs", `${name}.log`), "a");
  const [file, ...args] = wordsFor(node, ["sh", "-c", JOIN, "sh", ...command]);
  const env = { ...environmentOf(node), ...variables };
  return spawn(file, args, { cwd: node.directory, env, stdio: ["ignore", log, log] });
}

/** With cgroup v2 there is one; with v1 one in each hierarchy. */
const JOIN = `for each in /sys/fs/cgroup/init /sys/fs/cgroup/*/init; do
  [ ! -d $each ] || echo $$ >$each/cgroup.procs
done
exec "$@"`;

function wordsFor({ pid, directory }: Entrance, command: readonly string[]): [string, ...string[]] {
  const namespaces = ["--mount", "--net", "--pid", "--uts", "--cgroup"];
  return ["nsenter", "--target", String(pid), ...namespaces, `--wd=${directory}`, "--", ...command];
}

/** What was unpacked comes first, so that nothing depends on what this machine has installed. */
function environmentOf({ packages, containerd }: Entrance): NodeJS.ProcessEnv {
  const places = ["usr/bin", "usr/sbin"].map((place) => path.join(packages, place));
  const libraries = path.join(packages, "usr/lib/x86_64-linux-gnu");
  return {
    PATH: [containerd, ...places, "/usr/sbin:/usr/bin:/sbin:/bin"].join(":"),
    LD_LIBRARY_PATH: libraries,
    XTABLES_LIBDIR: path.join(libraries, "xtables"),
  };
}
