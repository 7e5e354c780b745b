/** The prefix of all keys on Namespaces, Pods and Services. */
export const KEY_PREFIX = "modelexpress.nvidia.com/";

/** On a Namespace: opts in (`enabled`). On a pod: opts out (`disabled`), or opts in without Dynamo's labels. */
export const INJECT_LABEL = `${KEY_PREFIX}inject`;

/** On a Namespace, Kubernetes' own: the Pod Security level that is enforced there. */
export const POD_SECURITY_LABEL = "pod-security.kubernetes.io/enforce";

/** On a Service: the dynamo namespace that its instance serves, or {@link GLOBAL}. */
export const DYNAMO_NAMESPACE_LABEL = `${KEY_PREFIX}dynamo-namespace`;

/**
 * The label on every object of a `ModelExpress`. Its value is the name of the `ModelExpress`. The Deployment selects
 * pods by it.
 */
export const INSTANCE_LABEL = `${KEY_PREFIX}model-express`;

/** On a pod that has a scheduling gate of ours, or had one: by it, the controller finds them. */
export const GATED_LABEL = `${KEY_PREFIX}gated`;

/** The scheduling gate that the controller removes when the pod's models are in the cache. */
export const GATE = `${KEY_PREFIX}models`;

/** On a DynamoGraphDeployment: its Model Express servers by name, as YAML or JSON. */
export const INSTANCES_ANNOTATION = `${KEY_PREFIX}instances`;

/**
 * On a DynamoGraphDeployment, written at admission: the Model Express components taken out of the graph, in the same
 * format.
 */
export const MOVED_ANNOTATION = `${KEY_PREFIX}moved-services`;

/** On a ModelExpress: the DynamoGraphDeployment that it was created for. */
export const GRAPH_LABEL = `${KEY_PREFIX}graph`;

/** Marks an instance that serves every dynamo namespace. Reserved as the name of one. */
export const GLOBAL = "global";

/** Labels that the Dynamo operator sets on pods and Services (dynamo, deploy/operator/internal/consts). */
export const DYNAMO = {
  graph: "nvidia.com/dynamo-graph-deployment-name",
  component: "nvidia.com/dynamo-component",
  componentType: "nvidia.com/dynamo-component-type",
  namespace: "nvidia.com/dynamo-namespace",
  /** Also an annotation, which has the full name of the model. */
  baseModel: "nvidia.com/dynamo-base-model",
} as const;

/** Kubernetes' limit on the value of a label. A caller that is not the API server can send megabytes. */
const MOST_CHARACTERS = 63;

/** Whether a component's type or name is Model Express, in any spelling (`ModelExpress`, `model-express`). */
export function isModelExpressName(name: string): boolean {
  return name.length <= MOST_CHARACTERS && name.replaceAll(/[-_]/g, "").toLowerCase() === "modelexpress";
}
