import { spawnSync } from "node:child_process";

/** The image has dash; busybox is what a smaller one would have. */
export function installedShells(): string[] {
  return ["dash", "busybox ash", "bash --posix"].filter((shell) => isInstalled(shell.split(" ")[0] ?? ""));
}

export function isInstalled(program: string): boolean {
  return spawnSync(program, ["--help"]).error === undefined;
}
