import { type Address, type ClusterNames, parseAddress, parseServiceHost } from "./address.ts";
import type { Directory } from "./directory.ts";
import { buildUrl, byAge, type Instance, urlByIp } from "./instance.ts";
import { GLOBAL } from "./keys.ts";
import type { Found, Search, SearchResult, SearchStep, StepName } from "./search.ts";
import { searchStory } from "./search-story.ts";

interface Answer {
  readonly step: StepName;
  readonly address: Address;
  readonly instance: Instance | undefined;
  readonly rivals: readonly Instance[];
}

/** Finds the Model Express of a pod: the steps in the order of {@link StepName}, from the cache. */
export function findInstance(search: Search, directory: Directory): SearchResult {
  const steps: SearchStep[] = [];
  const addStep = (step: StepName, detail: string): void => {
    steps.push({ step, isChosen: false, detail });
  };
  const answer = findAnswer(search, directory, addStep);
  const found = toFound(search, directory, answer);
  return { found, steps: searchStory(search, steps, found) };
}

type AddStep = (step: StepName, detail: string) => void;

/** Steps 3 to 6, which depend on the cluster and the configuration only. */
function findAnswer(search: Search, directory: Directory, addStep: AddStep): Answer | undefined {
  return (
    dedicated(search, directory, addStep) ??
    global(search, directory, { step: "global here", namespaces: [search.namespace] }, addStep) ??
    global(search, directory, { step: "global elsewhere", namespaces: search.globalNamespaces }, addStep) ??
    fallback(search, addStep)
  );
}

/** Step 3. Only in the pod's own namespace, so that another tenant cannot capture the pod. */
function dedicated(search: Search, directory: Directory, addStep: AddStep): Answer | undefined {
  const { namespace, dynamoNamespace } = search;
  const step = "dynamo namespace";
  if (dynamoNamespace === undefined) return skip(addStep, step, "the pod names no dynamo namespace");
  if (dynamoNamespace === GLOBAL)
    return skip(addStep, step, `"${GLOBAL}" is reserved and cannot be a dynamo namespace`);
  const instances = directory.instancesFor(namespace, dynamoNamespace);
  return (
    chooseOldest(step, instances, search) ??
    skip(addStep, step, `no Service in ${namespace} is labelled for ${dynamoNamespace}`)
  );
}

/** Steps 4 and 5. */
function global(
  search: Search,
  directory: Directory,
  { step, namespaces }: { readonly step: StepName; readonly namespaces: readonly string[] },
  addStep: AddStep,
): Answer | undefined {
  if (namespaces.length === 0) return skip(addStep, step, "the configuration lists no globalNamespaces");
  const instances = namespaces.flatMap((namespace) => directory.instancesFor(namespace, GLOBAL));
  return (
    chooseOldest(step, instances, search) ??
    skip(addStep, step, `no Service in ${namespaces.join(", ")} is labelled ${GLOBAL}`)
  );
}

/** Step 6. */
function fallback({ defaultUrl }: Search, addStep: AddStep): Answer | undefined {
  const step = "default URL";
  const address = parseAddress(defaultUrl ?? "");
  if (address === undefined) return skip(addStep, step, "the configuration has no defaultUrl");
  return { step, address, instance: undefined, rivals: [] };
}

function chooseOldest(step: StepName, instances: readonly Instance[], search: Search): Answer | undefined {
  const [instance, ...rivals] = instances.length > 1 ? [...instances].sort(byAge) : instances;
  if (instance === undefined) return undefined;
  const url = search.resolvesNames ? buildUrl : urlByIp;
  const address = parseAddress(url(instance, search.clusterDomain));
  return address === undefined ? undefined : { step, address, instance, rivals };
}

function skip(addStep: AddStep, step: StepName, detail: string): undefined {
  addStep(step, detail);
  return undefined;
}

/**
 * Puts steps 1 and 2 before the answer of the later ones. An address that agrees with that answer is treated as the
 * answer itself, so that a pod that already has the injected address is decided as it was the first time.
 */
function toFound(search: Search, directory: Directory, answer: Answer | undefined): Found | undefined {
  const { annotated, existing } = search;
  if (annotated !== undefined) return respected("annotation", annotated, { search, directory, answer });
  if (existing !== undefined) return respected("environment", existing, { search, directory, answer });
  return answer === undefined ? undefined : { ...answer, differing: undefined };
}

interface Context {
  readonly search: Search;
  readonly directory: Directory;
  readonly answer: Answer | undefined;
}

function respected(step: StepName, address: Address | "unknown", context: Context): Found {
  const { search, directory, answer } = context;
  if (address === "unknown") return { step, address, instance: undefined, rivals: [], differing: undefined };
  if (answer !== undefined && isSameServer(address, answer.address, search)) {
    return { ...answer, step: step === "annotation" ? step : answer.step, address, differing: undefined };
  }
  const instance = instanceAt(address, search, directory);
  // An annotation is a deliberate choice for this pod. A variable may be set by the operator for the whole cluster.
  const differing = step === "environment" ? answer?.instance : undefined;
  return { step, address, instance, rivals: [], differing };
}

/** The instance at an address that the pod states: in the pod's namespace, or a global one in a trusted namespace. */
function instanceAt(address: Address, search: Search, directory: Directory): Instance | undefined {
  const service = parseServiceHost(address.host, search);
  if (service === undefined) return undefined;
  const instance = directory.instanceNamed(service.namespace, service.name);
  if (instance === undefined || instance.port !== address.port) return undefined;
  const isTrusted = instance.scope === GLOBAL && search.globalNamespaces.includes(instance.namespace);
  return instance.namespace === search.namespace || isTrusted ? instance : undefined;
}

function isSameServer(a: Address, b: Address, names: ClusterNames): boolean {
  if (a.host === b.host) return a.port === b.port;
  const [one, other] = [parseServiceHost(a.host, names), parseServiceHost(b.host, names)];
  if (one === undefined || other === undefined || a.port !== b.port) return false;
  return one.name === other.name && one.namespace === other.namespace;
}
