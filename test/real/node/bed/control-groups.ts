import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { untilSuccess } from "../../control-plane/bed/poll.ts";

const root = "/sys/fs/cgroup";

/** Makes a cgroup for a node in each hierarchy (cgroup v1), below this process' own. */
export function makeControlGroups(directory: string): string[] {
  const groups = ownGroups().map((own) => path.join(own, path.basename(directory)));
  if (groups.length === 0) throw new Error("a node needs cgroup v1, and this machine has only cgroup v2");
  // First, so that what is left of a crash can be found.
  writeFileSync(path.join(directory, "cgroups"), groups.join("\n"));
  for (const group of groups) {
    mkdirSync(group);
    for (const name of ["cpuset.cpus", "cpuset.mems"]) inherit(group, name);
  }
  return groups;
}

/** Waits until the last process has left them, and removes them. */
export async function removeControlGroups(groups: readonly string[]): Promise<void> {
  for (const group of groups) {
    await untilSuccess(async () => removeTree(group), { timeoutMilliseconds: 20_000 });
  }
}

/** `4:memory:/some/group` of each hierarchy that has controllers or a name. */
function ownGroups(): string[] {
  const lines = readFileSync("/proc/self/cgroup", "utf8").trim().split("\n");
  return lines.flatMap((line) => {
    const [, controllers = "", group = ""] = line.split(":");
    return controllers === "" ? [] : [path.join(root, controllers.replace(/^name=/, ""), group)];
  });
}

/** A new cpuset has no processor until it is given some. */
function inherit(group: string, name: string): void {
  const file = path.join(group, name);
  if (existsSync(file)) writeFileSync(file, readFileSync(path.join(group, "..", name), "utf8"));
}

// The leaves first. A cgroup's files are no obstacle.
function removeTree(group: string): void {
  if (!existsSync(group)) return;
  const below = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of below) removeTree(path.join(group, name));
  rmdirSync(group);
}
