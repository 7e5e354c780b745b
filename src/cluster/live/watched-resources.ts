import { DYNAMO, DYNAMO_NAMESPACE_LABEL, INJECT_LABEL } from "../../model-express/keys.ts";
import type { Resource } from "../watch/resource.ts";

/**
 * Label selectors have no patterns, so these are the spellings of `isModelExpressName` in use by people and by the
 * Dynamo operator.
 */
const SPELLINGS = [
  "ModelExpress",
  "modelexpress",
  "model-express",
  "Model-Express",
  "modelExpress",
  "model_express",
  "MODELEXPRESS",
].join(", ");

/**
 * Selectors of the Services that can be instances. Several, because a selector has no "or"; a Service may match more
 * than one.
 */
export const SERVICE_WATCHES: readonly Resource[] = [
  { name: "labelled-services", labelSelector: DYNAMO_NAMESPACE_LABEL },
  {
    name: "services-by-component-type",
    labelSelector: `${DYNAMO.namespace},${DYNAMO.componentType} in (${SPELLINGS})`,
  },
  { name: "services-by-component", labelSelector: `${DYNAMO.namespace},${DYNAMO.component} in (${SPELLINGS})` },
].map((watch) => ({ ...watch, path: "/api/v1/services" }));

export const NAMESPACE_WATCH: Resource = {
  name: "namespaces",
  path: "/api/v1/namespaces",
  labelSelector: `${INJECT_LABEL}=enabled`,
};

/** Selects one claim by its name, so that the other claims of the cluster cost nothing. */
export function claimWatch(namespace: string, name: string): Resource {
  return {
    name: `claim ${namespace}/${name}`,
    path: `/api/v1/namespaces/${namespace}/persistentvolumeclaims`,
    fieldSelector: `metadata.name=${name}`,
    isMinor: true,
  };
}
