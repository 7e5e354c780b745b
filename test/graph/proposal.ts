// The YAML of "Model Express ~ Dynamo Integration Proposal" (ai-dynamo/enhancements, 2025-08), verbatim.

const PVC = `pvc:
                name: model-express-pvc
                size: 10Gi
                storageClass: standard
                create: true`;

/** For all dynamo namespaces: the type is beside the service. */
export const GLOBAL_SERVICE = `# top level attribute in DynamoOperator CRD
spec:
    services:
        componentType: ModelExpress
        dynamoNamespace: "global"     # shared service across all dynamo namespaces
        ModelExpress:
            ${PVC}
`;

/** For one dynamo namespace. */
export const DEDICATED_SERVICE = `# top level attribute in DynamoOperator CRD
spec:
    services:
        componentType: ModelExpress
        dynamoNamespace: "MY_DYN_NAMESPACE"  # per namespace model express service
        ModelExpress1:
            ${PVC}
`;

/** The proposal's introduction of both. */
export const PLACEHOLDER = `# top level attribute in DynamoOperator CRD
spec:
    services:
        componentType: ModelExpress
        dynamoNamespace: <DYN_NAMESPACE> / "global"
        ModelExpress:
            ${PVC}
`;

/** The top-level alternative, with `global` for its `<DYN_NAMESPACE> / "global"`, and an image for its `...`. */
export const TOP_LEVEL = `# top level attribute in DynamoOperator CRD
ModelExpress:
    dynamoNamespace: "global"
    pvc:
        name: model-express-pvc
        size: 10Gi
        storageClass: standard
        create: true
    image: nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.5.1
`;

export const HEADER = `apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata:
    name: vllm-agg
`;

export const FRONTEND = `        Frontend:
            componentType: frontend # the API
            replicas: 1
`;

/** The same within a graph that has another component, the way a user would paste it. */
export function inGraph(fragment: string): string {
  if (fragment.includes("services:")) return `${HEADER}${fragment}${FRONTEND}`;
  return `${HEADER}${fragment}spec:\n    services:\n${FRONTEND}`;
}

/** The form that Kubernetes conventions suggest: the type belongs to the service. */
export const NESTED = `${HEADER}spec:
    services:
        ModelExpress:
            componentType: ModelExpress
            dynamoNamespace: "global"
            ${PVC}
${FRONTEND}`;
