import { lockMachine } from "../../../set-up/machine-lock.ts";
import type { Part } from "../../model-express/pull/install.ts";
import { installLibraries, installModelExpress, installTool } from "../../model-express/pull/install.ts";
import { buildProductImage } from "../images/build-product.ts";
import { buildContainerd } from "./build-containerd.ts";
import { buildPartsArchive } from "./build-images.ts";
import { buildNetworkPolicies, buildPause, buildPrograms } from "./build-programs.ts";
import { unpackPackages } from "./packages.ts";

/** All that a node and the pods on it are made of. */
export interface NodeParts {
  /** etcd, Kubernetes' programs and CoreDNS; the first argument chooses one. */
  readonly programs: string;
  /** What enforces NetworkPolicies. */
  readonly networkPolicies: string;
  /** The folder of containerd, its shim and its client. */
  readonly containerd: string;
  /** The root below which runc, the CNI plugins and nft are. */
  readonly packages: string;
  /** Images, in archives that containerd imports: the product's is the last. */
  readonly archives: readonly string[];
}

/** What the machine must have besides. */
const TOOLS = ["ip", "mkfs.ext4", "nsenter", "unshare"];

/**
 * Builds or installs what is not here yet, which takes minutes the first time. Two runs on one machine do so one after
 * another: the second finds what the first has built.
 */
export async function findNodeParts(): Promise<Part<NodeParts>> {
  const lock = await lockMachine("node-parts", (line) => process.stderr.write(`[node] ${line}\n`));
  try {
    return await buildNodeParts();
  } finally {
    lock.release();
  }
}

async function buildNodeParts(): Promise<Part<NodeParts>> {
  for (const tool of ["redis-server", "busybox", ...TOOLS]) {
    const installed = await installTool(tool);
    if (!installed.isHere) return installed;
  }
  const packages = await unpackPackages();
  if (!packages.isHere) return packages;
  const containerd = await buildContainerd();
  if (!containerd.isHere) return containerd;
  const programs = await buildPrograms();
  if (!programs.isBuilt) return { isHere: false, why: programs.reason };
  const policies = await buildNetworkPolicies();
  if (!policies.isBuilt) return { isHere: false, why: policies.reason };
  const parts = await findImages();
  if (!parts.isHere) return parts;
  const product = await buildProductImage();
  if (!product.isHere) return product;
  const archives = [parts.archive, product.archive];
  const binaries = { programs: programs.binary, networkPolicies: policies.binary };
  return { isHere: true, ...binaries, containerd: containerd.folder, packages: packages.root, archives };
}

async function findImages(): Promise<Part<{ readonly archive: string }>> {
  const pause = await buildPause();
  if (!pause.isBuilt) return { isHere: false, why: pause.reason };
  const modelExpress = await installModelExpress("0.7.0");
  if (!modelExpress.isHere) return modelExpress;
  const python = await installLibraries(["huggingface_hub==2.4.0"]);
  if (!python.isHere) return python;
  const { cli, server } = modelExpress;
  return buildPartsArchive({ pause: pause.binary, cli, server, python: python.python });
}
