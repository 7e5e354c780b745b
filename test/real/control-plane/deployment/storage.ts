import type { Client } from "../bed/client.ts";

/** Makes a storage class whose volumes somebody makes by hand. */
export async function createStorageClass(
  client: Client,
  name: string,
  { isDefault = false, canExpand = false } = {},
): Promise<void> {
  await client.create("/apis/storage.k8s.io/v1/storageclasses", {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name, annotations: { "storageclass.kubernetes.io/is-default-class": String(isDefault) } },
    provisioner: "kubernetes.io/no-provisioner",
    allowVolumeExpansion: canExpand,
  });
}

/** Makes a volume that the controller manager binds to the claim. */
export async function createVolume(
  client: Client,
  { name, storageClass, size = "10Gi" }: { readonly name: string; readonly storageClass: string; size?: string },
): Promise<void> {
  await client.create("/api/v1/persistentvolumes", {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      capacity: { storage: size },
      accessModes: ["ReadWriteMany", "ReadWriteOnce"],
      storageClassName: storageClass,
      hostPath: { path: "/nowhere" },
    },
  });
}
