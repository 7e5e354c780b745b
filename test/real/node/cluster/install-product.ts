import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { type Client, connect } from "../../control-plane/bed/client.ts";
import { buildHelm } from "../../tools/helm/build-helm.ts";
import type { NodeAccess } from "../bed/start-node.ts";
import { PRODUCT_IMAGE } from "../images/build-product.ts";
import { createVolume, LOCAL_CLASS } from "./volumes.ts";

const run = promisify(execFile);
const script = path.join(import.meta.dirname, "../../../../manifests/kind/install.sh");

export const RELEASE = "model-express-injector";

/** Installs the product as the scripts of `manifests/kind` do, in a namespace that enforces Pod Security `restricted`. */
export async function installProduct(node: NodeAccess): Promise<string> {
  const client = connect(node.access);
  try {
    await makeRestricted(client);
    await client.create("/apis/storage.k8s.io/v1/storageclasses", STORAGE_CLASS);
    await createVolume({ node, client }, { namespace: "inference", claim: "model-express-cache", storageClass: "" });
  } finally {
    client.close();
  }
  return runInstallScript(node);
}

/** Runs the script that kind users run; returns what it shows. */
export async function runInstallScript(node: NodeAccess): Promise<string> {
  const env = {
    PATH: `${await directoryOfHelm(node)}:${process.env["PATH"]}`,
    HOME: node.directory,
    KUBECONFIG: node.kubeconfig,
    CONTEXT: "node",
    TAG: PRODUCT_IMAGE.split(":")[1],
  };
  return (await run("sh", [script], { env, maxBuffer: 2 ** 24 })).stdout;
}

/** Of volumes that a person makes. */
const STORAGE_CLASS = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: LOCAL_CLASS },
  provisioner: "kubernetes.io/no-provisioner",
  volumeBindingMode: "WaitForFirstConsumer",
};

async function makeRestricted(client: Client): Promise<void> {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: RELEASE, labels } };
  await client.apply(`/api/v1/namespaces/${RELEASE}`, object);
}

/** The script calls `helm`; the one that was built has its version in its name. */
async function directoryOfHelm(node: NodeAccess): Promise<string> {
  const helm = await buildHelm("v3");
  if (!helm.isBuilt) throw new Error(helm.reason);
  const directory = path.join(node.directory, "bin");
  await mkdir(directory, { recursive: true });
  const link = path.join(directory, "helm");
  if (!existsSync(link)) await symlink(helm.binary, link);
  return directory;
}
