import { CONTAINER, CONTAINERS, ENV, POD_FIELDS, POD_METADATA } from "./pod-fields.ts";
import { fields, items, type Shape, values } from "./shape.ts";

/**
 * The fields of Dynamo's API that decide about pods, read from its Go types (`deploy/operator/api` of
 * ai-dynamo/dynamo, operator 1.5). Fields without a shape of their own are not looked into.
 */
const MODEL_REF = fields("name revision");
const MULTINODE = fields("nodeCount leader worker");

const IN_MAIN = ["args", "command", "env", "envFrom", "image", "workingDir"];

function belongTo(parent: string, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, `${parent}.${name}`]));
}

const EXTRA_POD_SPEC = fields(
  POD_FIELDS,
  { ...CONTAINERS, mainContainer: CONTAINER },
  { elsewhere: belongTo("mainContainer", IN_MAIN) },
);

const AMOUNTS = fields("cpu memory gpu gpuType custom");

/** A service of v1alpha1. */
const SERVICE = fields(
  "annotations autoscaling backendFramework checkpoint componentType dynamoNamespace envFromSecret eppConfig failover " +
    "globalDynamoNamespace gpuMemoryService ingress labels livenessProbe minAvailable providerOverride readinessProbe " +
    "replicas runtimeVersionOverride scalingAdapter serviceName subComponentType topologyConstraint",
  {
    envs: ENV,
    extraPodMetadata: POD_METADATA,
    extraPodSpec: EXTRA_POD_SPEC,
    frontendSidecar: fields("args envFromSecret image", { envs: ENV }),
    modelRef: MODEL_REF,
    multinode: MULTINODE,
    resources: fields("claims", { limits: AMOUNTS, requests: AMOUNTS }),
    sharedMemory: fields("disabled size"),
    volumeMounts: items(fields("mountPoint name useAsCompilationCache")),
  },
  {
    old: "dynamoComponent dynamoTag experimental externalServices pvc runMode",
    elsewhere: {
      ...belongTo("extraPodSpec.mainContainer", ["args", "command", "image"]),
      mainContainer: "extraPodSpec.mainContainer",
      podTemplate: "extraPodSpec",
      type: "componentType",
    },
  },
);

const POD_TEMPLATE = fields("", { metadata: POD_METADATA, spec: fields(POD_FIELDS, CONTAINERS) });

const MAIN = "the container main of podTemplate.spec.containers";

/** A component of v1beta1. */
const COMPONENT = fields(
  "backendFramework dynamoSidecar eppConfig frontendSidecar globalDynamoNamespace minAvailable name providerOverride " +
    "replicas roles runtimeVersionOverride scalingAdapter sharedMemorySize topologyConstraint type",
  {
    compilationCache: fields("mountPath pvcName"),
    experimental: fields("checkpoint failover gpuMemoryService grove"),
    modelRef: MODEL_REF,
    multinode: MULTINODE,
    podTemplate: POD_TEMPLATE,
  },
  {
    old: "dynamoNamespace pvc",
    elsewhere: {
      ...Object.fromEntries(["args", "command", "env", "envs", "image", "mainContainer"].map((name) => [name, MAIN])),
      componentType: "type",
      extraPodMetadata: "podTemplate.metadata",
      extraPodSpec: "podTemplate.spec",
      sharedMemory: "sharedMemorySize",
    },
  },
);

const GRAPH =
  "annotations backendFramework experimental labels priorityClassName providerOverride restart topologyConstraint";

const PVCS = items(fields("create name size storageClass volumeAccessMode"));

const OLD_GRAPH = fields(
  GRAPH,
  { envs: ENV, pvcs: PVCS, services: values(SERVICE) },
  { old: "dynamoGraph", elsewhere: { components: "services, or apiVersion nvidia.com/v1beta1" } },
);
const NEW_GRAPH = fields(
  GRAPH,
  { components: items(COMPONENT), env: ENV },
  { elsewhere: { pvcs: "the volumes of podTemplate.spec", services: "components, or apiVersion nvidia.com/v1alpha1" } },
);

const METADATA = fields(
  "annotations creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generateName generation labels " +
    "managedFields name namespace ownerReferences resourceVersion selfLink uid",
);

function whole(spec: Shape): Shape {
  return fields("apiVersion kind status", { metadata: METADATA, spec });
}

/** By version and kind. Other versions are not checked. */
export const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ["nvidia.com/v1alpha1 DynamoGraphDeployment", whole(OLD_GRAPH)],
  ["nvidia.com/v1beta1 DynamoGraphDeployment", whole(NEW_GRAPH)],
  ["nvidia.com/v1alpha1 DynamoComponentDeployment", whole(SERVICE)],
  ["nvidia.com/v1beta1 DynamoComponentDeployment", whole(COMPONENT)],
]);
