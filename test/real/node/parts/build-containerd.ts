import { createHash } from "node:crypto";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import type { Part } from "../../model-express/pull/install.ts";
import { cacheDirectory } from "../../tools/cache-directory.ts";
import { buildGoTool } from "../../tools/go/go-tool.ts";

const directory = path.join(import.meta.dirname, "containerd");
const NAMES = ["containerd", "containerd-shim-runc-v2", "ctr"];

/** Builds containerd, its shim and its client, unless this machine has built them before, and puts them into one folder. */
export async function buildContainerd(): Promise<Part<{ readonly folder: string }>> {
  const binaries: string[] = [];
  for (const name of NAMES) {
    const built = await build(name);
    if (!built.isBuilt) return { isHere: false, why: built.reason };
    binaries.push(built.binary);
  }
  return { isHere: true, folder: linkInto(binaries) };
}

function build(name: string) {
  const command = `github.com/containerd/containerd/v2/cmd/${name}`;
  return buildGoTool({ name, directory, package: command, duration: "usually a minute" });
}

/** The programs find each other by their names; in the cache they have others. */
function linkInto(binaries: readonly string[]): string {
  const hash = createHash("sha256").update(binaries.join()).digest("hex").slice(0, 16);
  const folder = path.join(cacheDirectory(), `node-containerd-${hash}`);
  mkdirSync(folder, { recursive: true });
  for (const [at, name] of NAMES.entries()) {
    const link = path.join(folder, name);
    if (!existsSync(link)) symlinkSync(binaries[at] ?? "", link);
  }
  return folder;
}
