import { writeFile } from "node:fs/promises";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import type { ClusterAccess } from "./client.ts";

/** Reads the current context of a kubeconfig; what stands in it as data is written into the directory. */
export async function readClusterAccess(kubeconfig: string, directory: string): Promise<ClusterAccess> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  if (cluster === null || user === null) {
    throw new Error(`${kubeconfig} has no current context`);
  }

  async function fileOf(name: string, data: string | undefined, file: string | undefined): Promise<string> {
    const target = path.join(directory, name);
    if (data !== undefined) {
      await writeFile(target, Buffer.from(data, "base64"), { mode: 0o600 });
      return target;
    }
    if (file === undefined) {
      throw new Error(`${kubeconfig}: no ${name}: only clusters with client certificates, such as kind's, can be used`);
    }
    return file;
  }

  return {
    server: cluster.server,
    caFile: await fileOf("ca.crt", cluster.caData, cluster.caFile),
    certificateFile: await fileOf("admin.crt", user.certData, user.certFile),
    keyFile: await fileOf("admin.key", user.keyData, user.keyFile),
  };
}
