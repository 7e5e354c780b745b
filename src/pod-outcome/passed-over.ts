import type { Mutation } from "../injection/mutate-pod.ts";

/** An instance that a pod would have got, if a container had no address of its own. */
export interface PassedOver {
  /** `namespace/name` of the Service. */
  readonly service: string;
  /** The container's own address. */
  readonly url: string;
}

/** `undefined` if the pod's address is that of its instance, or if it has none. */
export function findPassedOver({ decision }: Mutation): PassedOver | undefined {
  if (decision.outcome === "skip") return undefined;
  const { differing, address } = decision.found;
  if (differing === undefined || address === "unknown") return undefined;
  return { service: `${differing.namespace}/${differing.name}`, url: address.url };
}

/** Whether a graph itself sets an address. With `modelExpressURL`, Dynamo's operator adds one to every pod. */
export function namesAddress(graph: unknown): boolean {
  return /"(?:MODEL_EXPRESS_URL|MX_SERVER_ADDRESS)"/.test(JSON.stringify(graph ?? {}));
}

/** Describes the source of the address, and the fix. */
export function describeAddressSource(isNamedByGraph: boolean | undefined): string {
  if (isNamedByGraph === true) return "the graph sets it: take MODEL_EXPRESS_URL out of its components";
  if (isNamedByGraph === false)
    return "Dynamo's operator sets it (dynamo-operator.modelExpressURL of its chart): unset that, or take the declaration out";
  return "the pod's template or Dynamo's operator (dynamo-operator.modelExpressURL of its chart) sets it";
}
