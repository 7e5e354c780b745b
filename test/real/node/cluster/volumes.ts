import type { Client } from "../../control-plane/bed/client.ts";
import { NODE_NAME } from "../bed/addresses.ts";
import { type Entrance, runInside } from "../bed/inside.ts";

export interface VolumeOptions {
  readonly namespace: string;
  /** The claim that it is kept for. */
  readonly claim: string;
  /** Which of the node's disks: 2 GiB, or 100 MiB. */
  readonly disk?: "models" | "small";
  readonly storageClass?: string;
  readonly accessMode?: string;
}

/** Where volumes are that no program makes. */
export const LOCAL_CLASS = "local";

/** Makes a volume, a folder on one of the node's disks; returns the folder's path in the node. */
export async function createVolume(
  { node, client }: { readonly node: Entrance; readonly client: Client },
  { namespace, claim, disk = "models", storageClass = LOCAL_CLASS, accessMode = "ReadWriteMany" }: VolumeOptions,
): Promise<string> {
  const name = `${namespace}-${claim}`;
  const folder = `/var/volumes/${disk}/${name}`;
  await runInside(node, ["mkdir", "-p", folder]);
  const values = [{ key: "kubernetes.io/hostname", operator: "In", values: [NODE_NAME] }];
  await client.create("/api/v1/persistentvolumes", {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      capacity: { storage: "1Gi" },
      accessModes: [accessMode, "ReadWriteOnce"].filter((mode, at, all) => all.indexOf(mode) === at),
      storageClassName: storageClass,
      claimRef: { namespace, name: claim },
      local: { path: folder },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: values }] } },
    },
  });
  return folder;
}
