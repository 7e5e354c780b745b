// The YAML of "Model Express ~ Dynamo Integration Proposal" (ai-dynamo/enhancements, 2025-08), letter by letter.

const PVC = `pvc:
                name: model-express-pvc
                size: 10Gi
                storageClass: standard
                create: true`;

/** For all dynamo namespaces: the type stands beside the service. */
export const GLOBAL_SERVICE = `# top level attribute in DynamoOperator CRD
spec:
    services:
        componentType: ModelExpress
        dynamoNamespace: "global"     # shared service across all dynamo namespaces
        ModelExpress:
            ${PVC}
`;

/** For one of them. */
export const DEDICATED_SERVICE = `# top level attribute in DynamoOperator CRD
spec:
    services:
        componentType: ModelExpress
        dynamoNamespace: "MY_DYN_NAMESPACE"  # per namespace model express service
        ModelExpress1:
            ${PVC}
`;

/** As it introduces them both. */
export const PLACEHOLDER = `# top level attribute in DynamoOperator CRD
spec:
    services:
        componentType: ModelExpress
        dynamoNamespace: <DYN_NAMESPACE> / "global"
        ModelExpress:
            ${PVC}
`;

/** The alternative, at the top level, with `global` for its `<DYN_NAMESPACE> / "global"`, and an image for its `...`. */
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

/** The same inside of a graph that has another component, which is how a user pastes it. */
export function inGraph(fragment: string): string {
  if (fragment.includes("services:")) return `${HEADER}${fragment}${FRONTEND}`;
  return `${HEADER}${fragment}spec:\n    services:\n${FRONTEND}`;
}

/** The form that Kubernetes would have: the type is the service's own. */
export const NESTED = `${HEADER}spec:
    services:
        ModelExpress:
            componentType: ModelExpress
            dynamoNamespace: "global"
            ${PVC}
${FRONTEND}`;
