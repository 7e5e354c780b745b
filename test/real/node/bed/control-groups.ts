import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { untilSuccess } from "../../control-plane/bed/poll.ts";

const root = "/sys/fs/cgroup";

/** What a file system of cgroup v2 says that it is. */
const CGROUP2_MAGIC = 0x63677270;

/** Where the node's own programs are, beside its pods: with cgroup v2, a cgroup whose children have limits holds no process itself. */
const LEAF = "init";

/** As ten programs. By default the whole node would weigh as much as one of those that run beside it, and its pods would starve. */
const WEIGHTS = { "cpu.shares": 10_240, "cpu.weight": 1000 };

/** Makes a cgroup for a node: in each hierarchy of cgroup v1, below this process' own, or at the top of cgroup v2's. */
export function makeControlGroups(directory: string): string[] {
  const groups = (isUnified() ? [root] : ownGroups()).map((above) => path.join(above, path.basename(directory)));
  if (groups.length === 0) throw new Error(`a node needs cgroups, and ${root} has none`);
  // First, so that what is left of a crash can be found.
  writeFileSync(path.join(directory, "cgroups"), groups.join("\n"));
  for (const group of groups) makeGroup(group);
  return groups;
}

/** Moves the node's first processes to where they may stay: they are in its root, for the sake of their namespace. */
export function settleProcesses(groups: readonly string[]): void {
  for (const group of groups) {
    const pids = readFileSync(path.join(group, "cgroup.procs"), "utf8").trim().split("\n");
    for (const pid of pids) writeFileSync(path.join(group, LEAF, "cgroup.procs"), pid);
  }
}

/** Waits until the last process has left them, and removes them. */
export async function removeControlGroups(groups: readonly string[]): Promise<void> {
  for (const group of groups) {
    await untilSuccess(async () => removeTree(group), { timeoutMilliseconds: 20_000 });
  }
}

function isUnified(): boolean {
  return existsSync(root) && statfsSync(root).type === CGROUP2_MAGIC;
}

/** `4:memory:/some/group` of each hierarchy that has controllers or a name. */
function ownGroups(): string[] {
  const lines = readFileSync("/proc/self/cgroup", "utf8").trim().split("\n");
  return lines.flatMap((line) => {
    const [, controllers = "", group = ""] = line.split(":");
    return controllers === "" ? [] : [path.join(root, controllers.replace(/^name=/, ""), group)];
  });
}

function makeGroup(group: string): void {
  if (isUnified()) delegateControllers();
  for (const each of [group, path.join(group, LEAF)]) {
    mkdirSync(each);
    for (const name of ["cpuset.cpus", "cpuset.mems"]) inherit(each, name);
  }
  for (const [name, weight] of Object.entries(WEIGHTS)) {
    if (existsSync(path.join(group, name))) writeFileSync(path.join(group, name), String(weight));
  }
}

/** Systemd has most of them delegated already. */
function delegateControllers(): void {
  const [available, delegated] = ["cgroup.controllers", "cgroup.subtree_control"].map((name) =>
    readFileSync(path.join(root, name), "utf8").trim().split(" "),
  );
  for (const name of available?.filter((each) => each !== "" && !delegated?.includes(each)) ?? []) {
    writeFileSync(path.join(root, "cgroup.subtree_control"), `+${name}`);
  }
}

/** With v1, a new cpuset has no processor until it is given some. */
function inherit(group: string, name: string): void {
  const [file, above] = [path.join(group, name), path.join(group, "..", name)];
  if (!isUnified() && existsSync(file)) writeFileSync(file, readFileSync(above, "utf8"));
}

// The leaves first. A cgroup's files are no obstacle.
function removeTree(group: string): void {
  if (!existsSync(group)) return;
  const below = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of below) removeTree(path.join(group, name));
  rmdirSync(group);
}
