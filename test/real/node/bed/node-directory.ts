import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { removeControlGroups } from "./control-groups.ts";

const prefix = "model-express-injector-node-";
const removal = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 } as const;

/** Makes the folder of one node's life, marked as this process'. */
export async function makeNodeDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), prefix));
  await chmod(directory, 0o755);
  writeFileSync(path.join(directory, "owner"), identityOf(process.pid) ?? "");
  return directory;
}

export async function removeNodeDirectory(directory: string): Promise<void> {
  await rm(directory, removal);
}

/** Removes what nodes left whose processes were killed. Their namespaces ended with them, because these hang on a pipe. */
export async function removeStaleNodes(): Promise<string[]> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  const stale = names.map((name) => path.join(tmpdir(), name)).filter((directory) => !hasOwner(directory));
  for (const directory of stale) {
    const groups = path.join(directory, "cgroups");
    if (existsSync(groups)) await removeControlGroups(readFileSync(groups, "utf8").split("\n"));
    await removeNodeDirectory(directory);
  }
  return stale;
}

function hasOwner(directory: string): boolean {
  const file = path.join(directory, "owner");
  // A folder that is being made has no file yet; without one for good, it is empty.
  if (!existsSync(file)) return true;
  const owner = readFileSync(file, "utf8");
  return identityOf(Number(owner.split(" ")[0])) === owner;
}

/** A process' number, and when it was started: numbers are used again. */
function identityOf(pid: number): string | undefined {
  try {
    // After the name, which is in parentheses and may hold anything, the 20th field.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return `${pid} ${fields[19]}`;
  } catch {
    return undefined;
  }
}
