import type { Client } from "../bed/client.ts";
import { eventually } from "../e2e/source.ts";
import type { ConversionWebhook } from "./conversion.ts";
import type { PodSchemas } from "./pod-schemas.ts";

/**
 * The smallest part of Dynamo's DynamoGraphDeployment that the tests need, written by hand: the real names and types of
 * its fields, its pruning of every other field, and v1beta1's closed list of types. The real one is 1.6 MB, types
 * `extraPodSpec` and `podTemplate` fully, and has rules of its own (CEL) for what is not here.
 */
const texts = { type: "object", additionalProperties: { type: "string" } };
const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const text = { type: "string" };
const flag = { type: "boolean" };
const whole = { type: "integer" };

const serviceOf = (extraPodSpec: object) =>
  object({
    annotations: texts,
    labels: texts,
    componentType: text,
    subComponentType: text,
    dynamoNamespace: text,
    globalDynamoNamespace: flag,
    replicas: whole,
    envFromSecret: text,
    envs: list(open),
    volumeMounts: list(object({ name: text, mountPoint: text, useAsCompilationCache: flag }, ["name"])),
    resources: object({ requests: texts, limits: texts }),
    extraPodSpec,
  });

const alphaOf = (extraPodSpec: object) =>
  object({
    annotations: texts,
    labels: texts,
    pvcs: list(object({ create: flag, name: text, storageClass: text, size: text, volumeAccessMode: text }, ["name"])),
    services: { type: "object", maxProperties: 25, additionalProperties: serviceOf(extraPodSpec) },
  });

const componentOf = (podTemplate: object) =>
  object(
    {
      name: { type: "string", maxLength: 63, pattern: "^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?$" },
      type: { type: "string", enum: ["frontend", "worker", "prefill", "decode", "planner", "epp"] },
      globalDynamoNamespace: flag,
      replicas: whole,
      podTemplate,
    },
    ["name"],
  );

const betaOf = (podTemplate: object) =>
  object({
    annotations: texts,
    labels: texts,
    components: {
      ...list(componentOf(podTemplate)),
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
    },
  });

const ANY: PodSchemas = { podTemplate: open, extraPodSpec: open };

/** Which Dynamo: up to 1.1 it has one version; since 1.5 it stores the newer one, and its operator converts. */
export type Dynamo = { readonly version: "1.0" } | { readonly version: "1.6"; readonly conversion: ConversionWebhook };

/**
 * Defines DynamoGraphDeployments, and waits until they can be used.
 *
 * @param pods the schemas of the pods in them; default: anything
 */
export async function defineGraphs(client: Client, dynamo: Dynamo, pods: PodSchemas = ANY): Promise<void> {
  const [alpha, beta] = [alphaOf(pods.extraPodSpec), betaOf(pods.podTemplate)];
  const name = "dynamographdeployments.nvidia.com";
  await client.apply(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}?fieldValidation=Strict`, {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name },
    spec: {
      group: "nvidia.com",
      scope: "Namespaced",
      names: {
        kind: "DynamoGraphDeployment",
        listKind: "DynamoGraphDeploymentList",
        plural: "dynamographdeployments",
        singular: "dynamographdeployment",
        shortNames: ["dgd"],
      },
      ...(dynamo.version === "1.0"
        ? { versions: [version("v1alpha1", alpha, true)] }
        : {
            versions: [version("v1alpha1", alpha, false), version("v1beta1", beta, true)],
            conversion: { strategy: "Webhook", webhook: conversionOf(dynamo.conversion) },
          }),
    },
  });
  const newest = dynamo.version === "1.0" ? "v1alpha1" : "v1beta1";
  await eventually(() => client.list(`/apis/nvidia.com/${newest}/dynamographdeployments`));
}

function conversionOf({ url, caBundle }: ConversionWebhook): object {
  return { conversionReviewVersions: ["v1"], clientConfig: { url, caBundle } };
}

function version(name: string, spec: object, storage: boolean): object {
  return { name, served: true, storage, subresources: { status: {} }, schema: { openAPIV3Schema: graph(spec) } };
}

function graph(spec: object): object {
  return object({ apiVersion: text, kind: text, metadata: { type: "object" }, spec, status: open });
}

function object(properties: object, required?: readonly string[]): object {
  return { type: "object", properties, ...(required && { required }) };
}

function list(items: object): object {
  return { type: "array", items };
}
