import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, readdir, readFile, rename, rm, truncate } from "node:fs/promises";
import path from "node:path";
import { ProgramGroup } from "./program-group.ts";
import { report } from "./report.ts";
import { createRunDirectory } from "./run-directory.ts";
import type { Programs, Source } from "./source.ts";
import { startStore } from "./startup.ts";
import { chooseState, type State, writeState } from "./state.ts";

/**
 * What an API server stores at its first start, its roles, priorities and namespaces, kept beside the binary. A control
 * plane that begins with it takes a quarter less CPU time to start.
 */
export async function keepFirstStart(source: Source): Promise<void> {
  if (source.kind !== "binary" || existsSync(storeOf(source.binary))) return;
  report("keeping what the API server stores at its first start, once for this machine");
  const directory = await createRunDirectory();
  const programs = new ProgramGroup(source, directory);
  const state = await chooseState(directory);
  try {
    await writeState(state);
    await startStore(programs, state, {});
    await programs.killAll();
    await keep(dataOf(state), storeOf(source.binary));
  } finally {
    await programs.killAll();
    await directory.remove({ keepsLogs: false });
  }
}

/** Gives etcd, before it starts, what an earlier API server of the same version stored at its first start. */
export async function useFirstStart(programs: Programs, state: State): Promise<void> {
  if (programs.kind !== "binary" || !existsSync(storeOf(programs.binary))) return;
  await cp(storeOf(programs.binary), dataOf(state), { recursive: true });
}

function storeOf(binary: string): string {
  return `${binary}-first-start`;
}

function dataOf({ directory }: State): string {
  return path.join(directory, "etcd");
}

// Beside its final place and renamed at the end: an interrupted or concurrent run never leaves half of it.
async function keep(data: string, store: string): Promise<void> {
  const unfinished = `${store}.${randomUUID()}.tmp`;
  try {
    await cp(data, unfinished, { recursive: true });
    await shortenLogs(path.join(unfinished, "member/wal"));
    await rename(unfinished, store);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** etcd allocates 64 MiB for each file of its log in advance, and makes the next one (`.tmp`) itself. */
async function shortenLogs(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const file = path.join(directory, name);
    if (name.endsWith(".wal")) await truncate(file, pages((await readFile(file)).findLastIndex((byte) => byte !== 0)));
    else await rm(file);
  }
}

/** A record may end with zeros. */
function pages(lastByte: number): number {
  return (Math.floor(lastByte / 4096) + 1) * 4096;
}
