import { isObject, type JsonObject, member, numberAt, objectAt, textAt } from "../kubernetes/json.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import { resolveSubPath } from "../kubernetes/path.ts";
import { GRPC_PORT, type Instance, type InstanceIdentity, type ValidInstance } from "./instance.ts";
import { DYNAMO, DYNAMO_NAMESPACE_LABEL, INSTANCE_LABEL, isModelExpressName } from "./keys.ts";
import { annotation, findProblem, namesIn } from "./service-annotations.ts";

/**
 * Reads a Service from the API server or a manifest; `undefined` if it is not marked as an instance. A Service that
 * the Dynamo operator creates for a component of type `ModelExpress` counts as labelled with its
 * `nvidia.com/dynamo-namespace`.
 *
 * @param excess why only the names of the Service are there: a clause
 */
export function readInstance(service: JsonObject, excess?: string): Instance | undefined {
  const metadata = objectAt(service, "metadata");
  const scope = readScope(objectAt(metadata, "labels"));
  if (scope === undefined) return undefined;
  const annotations = objectAt(metadata, "annotations");
  const spec = objectAt(service, "spec");
  const port = grpcPort(spec);
  const clusterIp = readClusterIp(spec);
  const identity: InstanceIdentity = {
    namespace: textAt(metadata, "namespace") ?? "default",
    name: textAt(metadata, "name") ?? "",
    scope,
    createdAt: textAt(metadata, "creationTimestamp") ?? "",
    port: port ?? GRPC_PORT,
    ...(clusterIp === undefined ? {} : { clusterIp }),
  };
  const problem = excess === undefined ? findProblem(annotations, port) : `it is too large to be read: ${excess}`;
  if (problem !== undefined) return { ...identity, problem };
  const isDeployed = textAt(objectAt(metadata, "labels"), INSTANCE_LABEL) !== undefined;
  return { ...identity, ...readOffer(annotations), ...(isDeployed ? { isDeployed } : {}) };
}

function readOffer(annotations: JsonObject): Omit<ValidInstance, keyof InstanceIdentity | "problem"> {
  const claim = annotation(annotations, "claim");
  const image = annotation(annotations, "image");
  const imagePullPolicy = annotation(annotations, "image-pull-policy");
  const tokenAudience = annotation(annotations, "token-audience");
  const weights = annotation(annotations, "weights");
  const gate = annotation(annotations, "gate");
  return {
    claimSubPath: resolveSubPath(annotation(annotations, "claim-sub-path") ?? ""),
    isReadOnly: annotation(annotations, "read-only") === "true",
    imagePullSecrets: namesIn(annotation(annotations, "image-pull-secrets") ?? ""),
    ...(weights === undefined ? {} : { weights: weights === "peers" ? "peers" : "files" }),
    ...(claim === undefined ? {} : { claim }),
    ...(image === undefined ? {} : { image }),
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    ...(tokenAudience === undefined ? {} : { tokenAudience }),
    ...(gate === "enabled" || gate === "disabled" ? { gate } : {}),
  };
}

function readScope(labels: JsonObject): string | undefined {
  const own = textAt(labels, DYNAMO_NAMESPACE_LABEL);
  // An empty value marks the Service as not an instance, overriding Dynamo's own labels.
  if (own !== undefined) return own === "" ? undefined : own;
  const isComponent = [DYNAMO.componentType, DYNAMO.component].some((key) =>
    isModelExpressName(textAt(labels, key) ?? ""),
  );
  return isComponent ? textAt(labels, DYNAMO.namespace) : undefined;
}

/** The port named `grpc`, else number 8001, else the only one. */
function grpcPort(spec: JsonObject): number | undefined {
  const list = member(spec, "ports");
  // Bounded, because a Service can have tens of thousands.
  const ports = Array.isArray(list) ? list.slice(0, LIMITS.ports).filter(isObject) : [];
  const chosen =
    ports.find((port) => member(port, "name") === "grpc") ??
    ports.find((port) => member(port, "port") === GRPC_PORT) ??
    (ports.length === 1 ? ports[0] : undefined);
  if (chosen === undefined) return undefined;
  const port = numberAt(chosen, "port");
  if (!isHeadless(spec)) return port;
  const target = member(chosen, "targetPort");
  // The name of a container's port. Only the server's default is a safe guess.
  if (typeof target === "string") return port === GRPC_PORT ? port : undefined;
  return typeof target === "number" ? target : port;
}

/** A headless Service's name resolves to the pods, so its port is not translated to theirs. */
function isHeadless(spec: JsonObject): boolean {
  return member(spec, "clusterIP") === "None";
}

const IP = /^[0-9A-Fa-f.:]{2,45}$/;

function readClusterIp(spec: JsonObject): string | undefined {
  const ip = textAt(spec, "clusterIP");
  return ip !== undefined && IP.test(ip) ? ip : undefined;
}
