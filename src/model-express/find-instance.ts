import { type Address, parseAddress, serviceOf } from "./address.ts";
import type { Directory } from "./directory.ts";
import { byAge, type Instance, urlOf } from "./instance.ts";
import { GLOBAL } from "./keys.ts";
import type { Found, Search, SearchResult, SearchStep, StepName } from "./search.ts";
import { searchStory } from "./search-story.ts";

interface Candidate {
  readonly step: StepName;
  readonly address: Address;
  readonly instance: Instance | undefined;
  readonly rivals: readonly Instance[];
}

/** Finds the Model Express of a pod: the steps of the design, in order, from memory. */
export function findInstance(search: Search, directory: Directory): SearchResult {
  const steps: SearchStep[] = [];
  const note = (step: StepName, detail: string): void => {
    steps.push({ step, isChosen: false, detail });
  };
  const candidate = candidateOf(search, directory, note);
  const found = foundOf(search, directory, candidate);
  return { found, steps: searchStory(search, steps, found) };
}

type Note = (step: StepName, detail: string) => void;

/** Steps 3 to 6, which depend on the cluster and the configuration only. */
function candidateOf(search: Search, directory: Directory, note: Note): Candidate | undefined {
  return (
    dedicated(search, directory, note) ??
    global(search, directory, { step: "global here", namespaces: [search.namespace] }, note) ??
    global(search, directory, { step: "global elsewhere", namespaces: search.globalNamespaces }, note) ??
    fallback(search, note)
  );
}

/** Step 3. Only in the pod's own namespace: another tenant must not be able to capture it. */
function dedicated(search: Search, directory: Directory, note: Note): Candidate | undefined {
  const { namespace, dynamoNamespace } = search;
  const step = "dynamo namespace";
  if (dynamoNamespace === undefined) return skip(note, step, "the pod names no dynamo namespace");
  if (dynamoNamespace === GLOBAL) return skip(note, step, `"${GLOBAL}" is reserved and cannot be a dynamo namespace`);
  const instances = directory.instancesFor(namespace, dynamoNamespace);
  return (
    chooseOldest(step, instances, search) ??
    skip(note, step, `no Service in ${namespace} is labelled for ${dynamoNamespace}`)
  );
}

/** Steps 4 and 5. */
function global(
  search: Search,
  directory: Directory,
  { step, namespaces }: { readonly step: StepName; readonly namespaces: readonly string[] },
  note: Note,
): Candidate | undefined {
  if (namespaces.length === 0) return skip(note, step, "the configuration lists no globalNamespaces");
  const instances = namespaces.flatMap((namespace) => directory.instancesFor(namespace, GLOBAL));
  return (
    chooseOldest(step, instances, search) ??
    skip(note, step, `no Service in ${namespaces.join(", ")} is labelled ${GLOBAL}`)
  );
}

/** Step 6. */
function fallback({ defaultUrl }: Search, note: Note): Candidate | undefined {
  const step = "default URL";
  const address = parseAddress(defaultUrl ?? "");
  if (address === undefined) return skip(note, step, "the configuration has no defaultUrl");
  return { step, address, instance: undefined, rivals: [] };
}

function chooseOldest(step: StepName, instances: readonly Instance[], search: Search): Candidate | undefined {
  const [instance, ...rivals] = instances.length > 1 ? [...instances].sort(byAge) : instances;
  if (instance === undefined) return undefined;
  const address = parseAddress(urlOf(instance, search.clusterDomain));
  return address === undefined ? undefined : { step, address, instance, rivals };
}

function skip(note: Note, step: StepName, detail: string): undefined {
  note(step, detail);
  return undefined;
}

/**
 * Puts steps 1 and 2 before the candidate of the later ones. An address that agrees with the candidate *is* the
 * candidate, so that a pod which already carries what was injected is decided as it was the first time.
 */
function foundOf(search: Search, directory: Directory, candidate: Candidate | undefined): Found | undefined {
  const { annotated, existing } = search;
  if (annotated !== undefined) return respected("annotation", annotated, { search, directory, candidate });
  if (existing !== undefined) return respected("environment", existing, { search, directory, candidate });
  return candidate === undefined ? undefined : { ...candidate, differing: undefined };
}

interface Context {
  readonly search: Search;
  readonly directory: Directory;
  readonly candidate: Candidate | undefined;
}

function respected(step: StepName, address: Address | "unknown", context: Context): Found {
  const { search, directory, candidate } = context;
  if (address === "unknown") return { step, address, instance: undefined, rivals: [], differing: undefined };
  if (candidate !== undefined && isSameServer(address, candidate.address, search.namespace)) {
    return { ...candidate, step: step === "annotation" ? step : candidate.step, address, differing: undefined };
  }
  const instance = instanceAt(address, search, directory);
  // An annotation is a deliberate choice for this pod; a variable may be the operator's, for the whole cluster.
  const differing = step === "environment" ? candidate?.instance : undefined;
  return { step, address, instance, rivals: [], differing };
}

/** The instance behind an address that somebody wrote: in the pod's namespace, or a global one that the operator trusts. */
function instanceAt(address: Address, search: Search, directory: Directory): Instance | undefined {
  const service = serviceOf(address.host, search.namespace);
  if (service === undefined) return undefined;
  const instance = directory.instanceNamed(service.namespace, service.name);
  if (instance === undefined || instance.port !== address.port) return undefined;
  const isTrusted = instance.scope === GLOBAL && search.globalNamespaces.includes(instance.namespace);
  return instance.namespace === search.namespace || isTrusted ? instance : undefined;
}

function isSameServer(a: Address, b: Address, namespace: string): boolean {
  if (a.host === b.host) return a.port === b.port;
  const [one, other] = [serviceOf(a.host, namespace), serviceOf(b.host, namespace)];
  if (one === undefined || other === undefined || a.port !== b.port) return false;
  return one.name === other.name && one.namespace === other.namespace;
}
