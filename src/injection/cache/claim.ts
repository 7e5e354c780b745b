import type { Directory } from "../../model-express/directory.ts";
import type { Found } from "../../model-express/search.ts";
import type { Pod } from "../pod/pod.ts";
import type { Mode } from "../settings.ts";
import type { PodAnnotations } from "../target/annotations.ts";
import type { Warning } from "../warning.ts";

/** A claim in the pod's namespace with the instance's cache. */
export interface SharedClaim {
  readonly name: string;
  /** The subPath to mount; empty for the whole claim. */
  readonly subPath: string;
  /** Whether serving containers mount it read-only. */
  readonly isReadOnly: boolean;
  /** Whether even the pull cannot write to it. */
  readonly isUnwritable: boolean;
}

export interface ClaimSearch {
  readonly claim: SharedClaim | undefined;
  readonly warnings: readonly Warning[];
}

/** Finds the claim for mode `shared`, and reasons against it. */
export function findClaim(
  { pod, namespace, annotations, found }: { pod: Pod; namespace: string; annotations: PodAnnotations; found: Found },
  wanted: Mode,
  directory: Directory,
): ClaimSearch {
  const named = namedClaim(namespace, annotations, found);
  if (named === undefined) return { claim: undefined, warnings: [] };
  const { accessModes: modes, problem } = directory.claim(namespace, named.name) ?? {};
  const isForReading = modes !== undefined && modes.length > 0 && modes.every((mode) => mode === "ReadOnlyMany");
  const claim = isForReading ? { ...named, isReadOnly: true, isUnwritable: true } : named;
  if (pod.volumes.some(({ claimName }) => claimName === claim.name)) return { claim, warnings: [] };
  if (modes === undefined) return unusable("ClaimNotFound", `claim ${claim.name} is not in namespace ${namespace}`);
  if (problem !== undefined) return unusable("ClaimNotFound", `claim ${claim.name} ${problem}`);
  if (pod.hasOwnUsers && wanted !== "shared") return unusable("ClaimNotShared", notMapped(claim));
  return sharedOnlyWhenAsked(claim, modes, wanted);
}

/**
 * With `hostUsers: false` a container starts only if all its volumes support ID-mapped mounts, which NFS and most file
 * systems of many nodes do not (Kubernetes, "User Namespaces").
 */
function notMapped({ name }: SharedClaim): string {
  return `claim ${name} may not support the ID-mapped mounts of hostUsers: false; set mode: shared if it does`;
}

/**
 * A claim for one node or one pod would leave pods on other nodes waiting for their volume, so `auto` streams. `mode:
 * shared` accepts it, for single-node clusters.
 */
function sharedOnlyWhenAsked(claim: SharedClaim, modes: readonly string[], wanted: Mode): ClaimSearch {
  const isForMany = modes.length === 0 || modes.some((mode) => mode.endsWith("Many"));
  if (isForMany) return { claim, warnings: [] };
  const isForOne = modes.includes("ReadWriteOnce");
  const isAsked = wanted === "shared";
  const wayOut = isForOne && !isAsked ? ", or set mode: shared on one node" : "";
  const detail = `claim ${claim.name} is ${modes.join(", ")}; make it ReadWriteMany${wayOut}`;
  return { claim: isForOne && isAsked ? claim : undefined, warnings: [{ code: "ClaimNotShared", detail }] };
}

function namedClaim(namespace: string, { claim }: PodAnnotations, { instance }: Found): SharedClaim | undefined {
  const own = instance?.namespace === namespace ? instance : undefined;
  const name = claim ?? own?.claim;
  if (name === undefined) return undefined;
  const isInstances = own?.claim === name;
  return {
    name,
    subPath: isInstances ? own.claimSubPath : "",
    isReadOnly: isInstances && own.isReadOnly,
    isUnwritable: false,
  };
}

function unusable(code: Warning["code"], detail: string): ClaimSearch {
  return { claim: undefined, warnings: [{ code, detail }] };
}
