import type { Container, Volume } from "./pod.ts";

/**
 * Two volumes of one claim have the same files. So mounts of the second one get the name of the first, and a decision
 * compares names only.
 */
export function createRenamer(volumes: readonly Volume[]): (container: Container) => Container {
  const names = findFirstNames(volumes);
  if (names.size === 0) return (container) => container;
  return (container) => ({
    ...container,
    mounts: container.mounts.map((mount) => ({ ...mount, name: names.get(mount.name) ?? mount.name })),
  });
}

/** By the name of each later volume of a claim. A read-only volume is not the same as a writable one. */
function findFirstNames(volumes: readonly Volume[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  const names = new Map<string, string>();
  for (const { name, claimName, isReadOnly } of volumes) {
    if (claimName === undefined) continue;
    const source = `${claimName} ${isReadOnly}`;
    const known = first.get(source);
    if (known === undefined) first.set(source, name);
    else names.set(name, known);
  }
  return names;
}
