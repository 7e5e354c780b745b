import { DYNAMO_NAMESPACE_LABEL, GLOBAL } from "./keys.ts";

/** A Service that is not the pod's Model Express, but may be meant to be. */
export interface NearMiss {
  readonly namespace: string;
  readonly name: string;
  /** The dynamo namespace that it serves, or `global`; `undefined` if it is not marked as an instance. */
  readonly scope: string | undefined;
  /** The `ModelExpress` whose controller writes its label. */
  readonly owner: string | undefined;
}

/** Keeps the message to one sentence. */
const MOST_NAMED = 2;

/** Names the near misses, and the command that makes each the pod's instance; empty if there are none. */
export function describeNearMisses(
  misses: readonly NearMiss[],
  namespace: string,
  dynamoNamespace: string | undefined,
): string {
  const shown = misses.slice(0, MOST_NAMED).map((miss) => describe(miss, namespace, dynamoNamespace ?? GLOBAL));
  return shown.map((text) => `; ${text}`).join("");
}

function describe(miss: NearMiss, own: string, wanted: string): string {
  const { namespace, name, scope, owner } = miss;
  if (namespace === own && scope === undefined && owner === undefined)
    return `Service ${name} is not labelled: ${markingCommand(miss, wanted)}`;
  if (namespace === own)
    return `${owner === undefined ? `Service ${name}` : `ModelExpress ${owner}`} serves ${scope}; if it is the right one: ${markingCommand(miss, wanted)}`;
  const listed = `list ${namespace} in the configuration's globalNamespaces`;
  if (scope === GLOBAL) return `Service ${namespace}/${name} is global: ${listed}`;
  return `Service ${namespace}/${name} is in another namespace: ${markingCommand(miss, GLOBAL)}, and ${listed}`;
}

/** The controller would take the label of a Service of its own away again. */
function markingCommand({ namespace, name, scope, owner }: NearMiss, wanted: string): string {
  const overwrite = scope === undefined ? "" : " --overwrite";
  return owner === undefined
    ? `kubectl label service ${name} -n ${namespace} ${DYNAMO_NAMESPACE_LABEL}=${wanted}${overwrite}`
    : `kubectl patch modelexpress ${owner} -n ${namespace} --type merge -p '{"spec":{"dynamoNamespace":"${wanted}"}}'`;
}
