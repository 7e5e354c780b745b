import type { Client } from "../bed/client.ts";
import { concurrently } from "../e2e/concurrently.ts";

const width = 32;

/** A Service that marks an instance; headless, so that a large number needs no range of addresses. */
export function instance(name: string, scope: string, annotations: Readonly<Record<string, string>> = {}): object {
  return service(name, { "modelexpress.nvidia.com/dynamo-namespace": scope }, annotations);
}

/** A Service without a cluster address, and without a selector, so that the controllers write nothing on its behalf. */
export function service(name: string, labels: object = {}, annotations: object = {}): object {
  const ports = [{ name: "grpc", port: 8001 }];
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, labels, annotations },
    spec: { clusterIP: "None", ports },
  };
}

/** Creates many Services that are no instances, as fast as it goes. */
export async function createOtherServices(client: Client, namespace: string, from: number, to: number): Promise<void> {
  await concurrently({ count: to - from, width }, (index) =>
    client.create(`/api/v1/namespaces/${namespace}/services`, service(`other-${from + index}`, { app: "other" })),
  );
}

/** A claim that many pods can mount. */
export function claim(name: string): object {
  const resources = { requests: { storage: "1Gi" } };
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name },
    spec: { accessModes: ["ReadWriteMany"], resources, storageClassName: "none" },
  };
}
