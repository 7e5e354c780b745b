import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { attempt, type Part, run } from "../../model-express/pull/install.ts";
import { cacheDirectory } from "../../tools/cache-directory.ts";

/** What starts containers and makes their network, and the libraries of it that a small system lacks. */
const PACKAGES = [
  "conntrack",
  "containernetworking-plugins",
  "ipset",
  "iptables",
  "libip4tc2",
  "libip6tc2",
  "libipset13",
  "libjansson4",
  "libmnl0",
  "libnetfilter-conntrack3",
  "libnfnetlink0",
  "libnftables1",
  "libnftnl11",
  "libseccomp2",
  "libxtables12",
  "nftables",
  "runc",
];

/** Changes with what is made of the packages. */
const LAYOUT = "2";

/** A folder with the content of Debian's packages, from the root on. They are not installed: nothing of the machine changes. */
export function unpackPackages(): Promise<Part<{ readonly root: string }>> {
  const hash = createHash("sha256").update(LAYOUT).update(PACKAGES.join()).digest("hex").slice(0, 16);
  const root = path.join(cacheDirectory(), `node-packages-${hash}`);
  if (existsSync(root)) return Promise.resolve({ isHere: true, root });
  return attempt("the node's packages", async () => {
    const partial = await mkdtemp(`${root}.partial-`);
    try {
      await downloadInto(partial);
      await unpackIn(partial);
      await rename(path.join(partial, "root"), root);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
    return { isHere: true, root };
  });
}

async function downloadInto(directory: string): Promise<void> {
  const download = () => run("apt-get", ["download", "--quiet", ...PACKAGES], { cwd: directory });
  // Without lists of packages, or with old ones, there is nothing to find.
  await download().catch(async () => {
    await run("apt-get", ["--option=DPkg::Lock::Timeout=300", "update", "--quiet"]);
    await download();
  });
}

async function unpackIn(directory: string): Promise<void> {
  const files = (await readdir(directory)).filter((name) => name.endsWith(".deb"));
  for (const file of files) await run("dpkg-deb", ["--extract", file, "root"], { cwd: directory });
  // What Debian's alternatives would make.
  for (const name of ["iptables", "iptables-save", "iptables-restore"]) {
    await symlink("xtables-nft-multi", path.join(directory, "root/usr/sbin", name));
  }
}
