import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What of an image's configuration a container runtime goes by. */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir?: string;
}

export interface ContainerOptions {
  readonly runc: string;
  /** Where files of the container's are kept. */
  readonly directory: string;
  readonly rootFileSystem: string;
  readonly image: ImageConfig;
  /** As in a pod's container; without it the image's. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Directories of the machine by where they are mounted, read-only. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Bytes. */
  readonly memoryLimit?: number;
}

interface Specification {
  process: object;
  root: object;
  mounts: object[];
  linux: { namespaces: { type: string }[]; resources: object };
}

/**
 * Writes a container as a kubelet would have it made of a pod that passes Pod Security `restricted`, with a root file system
 * that is read-only, but in the network of this machine. Returns the command that runs it.
 */
export function prepareContainer(options: ContainerOptions): string[] {
  const { runc, directory, rootFileSystem, image, args = image.Cmd, env = {}, mounts = {}, memoryLimit } = options;
  const id = randomUUID();
  const bundle = path.join(directory, id);
  mkdirSync(bundle, { recursive: true });
  execFileSync(runc, ["spec", "--bundle", bundle]);
  const file = path.join(bundle, "config.json");
  const specification = JSON.parse(readFileSync(file, "utf8")) as Specification;
  const [uid, gid] = image.User.split(":").map(Number);
  specification.process = {
    user: { uid, gid },
    args: [...image.Entrypoint, ...args],
    env: [...image.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
    cwd: image.WorkingDir || "/",
    noNewPrivileges: true,
  };
  specification.root = { path: rootFileSystem, readonly: true };
  specification.mounts.push(...Object.entries(mounts).map(bindMount));
  const { linux } = specification;
  linux.namespaces = linux.namespaces.filter(({ type }) => type !== "network");
  if (memoryLimit !== undefined) linux.resources = { ...linux.resources, memory: { limit: memoryLimit } };
  writeFileSync(file, JSON.stringify(specification));
  return [runc, "--root", path.join(directory, "runc"), "run", "--bundle", bundle, id];
}

function bindMount([destination, source]: readonly [string, string]): object {
  return { destination, source, type: "bind", options: ["rbind", "ro"] };
}
