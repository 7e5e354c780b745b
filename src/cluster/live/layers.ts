import type { Instance } from "../../model-express/instance.ts";
import type { NearMiss } from "../../model-express/near-misses.ts";
import type { MemoryDirectory } from "../memory-directory.ts";

/** The instances of all layers. If several layers have a Service, the first one counts. */
export function instancesIn(layers: readonly MemoryDirectory[], namespace: string, scope: string): readonly Instance[] {
  return layers.flatMap((layer, index) => {
    const before = layers.slice(0, index);
    const instances = layer.instancesFor(namespace, scope);
    return instances.filter(({ name }) => !before.some((other) => other.instanceNamed(namespace, name)));
  });
}

/** The instance in the first layer that has it. */
export function instanceIn(layers: readonly MemoryDirectory[], namespace: string, name: string): Instance | undefined {
  for (const layer of layers) {
    const instance = layer.instanceNamed(namespace, name);
    if (instance !== undefined) return instance;
  }
  return undefined;
}

/** The near misses of all layers, each Service once. */
export function nearMissesIn(
  layers: readonly MemoryDirectory[],
  namespace: string,
  dynamoNamespace: string | undefined,
): readonly NearMiss[] {
  const all = layers.flatMap((layer) => layer.nearMisses(namespace, dynamoNamespace));
  return [...new Map(all.map((miss) => [`${miss.namespace}/${miss.name}`, miss])).values()];
}
