import { spawnSync } from "node:child_process";

/** Mounts and other users in a namespace of their own need root; a test that cannot have them says so. */
export const CAN_MOUNT = spawnSync("unshare", ["--mount", "true"]).status === 0;

if (!CAN_MOUNT)
  console.warn("SKIPPING the tests of the pull that need root: read-only mounts, full disks, other users");
