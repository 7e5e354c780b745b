import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { lockMachine } from "../../../set-up/machine-lock.ts";
import { identityOf, isAlive } from "../../../set-up/process-identity.ts";
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
export async function removeStaleNodes(): Promise<void> {
  // Two that remove the same files would trip each other up.
  const lock = await lockMachine("stale-nodes", () => {});
  try {
    for (const directory of await findStaleNodes()) await removeStaleNode(directory);
  } finally {
    lock.release();
  }
}

async function findStaleNodes(): Promise<string[]> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  return names.map((name) => path.join(tmpdir(), name)).filter((directory) => !hasOwner(directory));
}

async function removeStaleNode(directory: string): Promise<void> {
  const groups = path.join(directory, "cgroups");
  if (existsSync(groups)) await removeControlGroups(readFileSync(groups, "utf8").split("\n"));
  await removeNodeDirectory(directory);
}

function hasOwner(directory: string): boolean {
  const owner = readOwner(directory);
  return owner === undefined || isAlive(owner);
}

/** A folder that is being made or removed by its owner has no file. */
function readOwner(directory: string): string | undefined {
  try {
    return readFileSync(path.join(directory, "owner"), "utf8");
  } catch {
    return undefined;
  }
}
