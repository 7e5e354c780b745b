import { type Client, connect } from "../bed/client.ts";
import { type ControlPlane, startControlPlane } from "../bed/control-plane.ts";
import { applyManifest, type Manifest, pathOf } from "../e2e/manifests.ts";

/** A control plane to install the chart into, and what it warned of. */
export interface ChartBed {
  readonly controlPlane: ControlPlane;
  readonly client: Client;
  readonly warnings: string[];
  stop(): Promise<void>;
}

export async function startChartBed(): Promise<ChartBed> {
  const controlPlane = await startControlPlane();
  const warnings: string[] = [];
  const client = connect(controlPlane, (text) => warnings.push(text));
  const stop = async () => {
    client.close();
    await controlPlane.stop();
  };
  return { controlPlane, client, warnings, stop };
}

/** Makes a namespace that refuses pods which Pod Security `restricted` forbids, and warns of templates of such. */
export async function createRestrictedNamespace(client: Client, name: string): Promise<void> {
  await applyManifest(client, {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      labels: { "pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted" },
    },
  });
}

/**
 * Which state each object is in: it stays the same when nothing is changed. Controllers write the status of some objects,
 * which counts for their `resourceVersion` but not for their `generation`.
 */
export async function statesOf(client: Client, objects: readonly Manifest[]): Promise<Record<string, string>> {
  const states: Record<string, string> = {};
  for (const object of objects) {
    const { metadata } = await client.get<{ readonly metadata: Stored }>(pathOf(object));
    states[`${object.kind}/${object.metadata.name}`] = `${metadata.generation ?? metadata.resourceVersion}`;
  }
  return states;
}

interface Stored {
  readonly generation?: number;
  readonly resourceVersion: string;
}
