import { isObject, type JsonObject, member, objectAt, textAt } from "../kubernetes/json.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import { isSubdomain } from "../kubernetes/names.ts";
import { trim } from "../kubernetes/path.ts";
import { quoted } from "../kubernetes/quoted.ts";
import { DYNAMO, DYNAMO_NAMESPACE_LABEL, isModelExpressName, KEY_PREFIX } from "./keys.ts";

/** One Model Express server, as its Kubernetes Service describes it. */
export type Instance = ValidInstance | InvalidInstance;

interface InstanceIdentity {
  readonly namespace: string;
  readonly name: string;
  /** The dynamo namespace that it serves, or `global`. */
  readonly scope: string;
  /** RFC 3339 in UTC, so that text order is time order; empty when the manifest has none. */
  readonly createdAt: string;
  /** 8001 where the Service does not say which of its ports is meant; the pods' own port if the Service is headless. */
  readonly port: number;
  /** For pods that cannot resolve the Service's name; `undefined` for a headless Service, and before it has one. */
  readonly clusterIp?: string;
}

export interface ValidInstance extends InstanceIdentity {
  readonly problem?: undefined;
  /** The PVC, in the Service's namespace, that holds the cache. */
  readonly claim?: string;
  /** The part of the claim that is the mount's root; empty for all of it. */
  readonly claimSubPath: string;
  /** Serving containers mount the cache read-only. */
  readonly isReadOnly: boolean;
  /** The image whose CLI pulls. */
  readonly image?: string;
  /** Names of Secrets that the image needs. */
  readonly imagePullSecrets: readonly string[];
  /** Where this instance's pods get their weights from, unless they say so themselves. */
  readonly weights: "files" | "peers";
  readonly tokenAudience?: string;
}

/** A Service that is marked as an instance, but cannot be used as one. */
export interface InvalidInstance extends InstanceIdentity {
  /** A sentence that names the key, the value and what is accepted. */
  readonly problem: string;
  readonly claim?: undefined;
}

const IMAGE = /^[\w][\w./:@-]*$/;
/** Of a Service that Dynamo or this program makes for a Model Express server. */
export const GRPC_PORT = 8001;

/**
 * Reads a Service, as the API server or a manifest gives it; `undefined` when it marks no instance. Services that the
 * Dynamo operator makes for a component of type `ModelExpress` count as labelled with their `nvidia.com/dynamo-namespace`.
 */
export function readInstance(service: JsonObject): Instance | undefined {
  const metadata = objectAt(service, "metadata");
  const scope = scopeOf(objectAt(metadata, "labels"));
  if (scope === undefined) return undefined;
  const annotations = objectAt(metadata, "annotations");
  const spec = objectAt(service, "spec");
  const port = grpcPort(spec);
  const clusterIp = clusterIpOf(spec);
  const identity: InstanceIdentity = {
    namespace: textAt(metadata, "namespace") ?? "default",
    name: textAt(metadata, "name") ?? "",
    scope,
    createdAt: textAt(metadata, "creationTimestamp") ?? "",
    port: port ?? GRPC_PORT,
    ...(clusterIp === undefined ? {} : { clusterIp }),
  };
  const problem = problemOf(annotations, port);
  return problem === undefined ? { ...identity, ...offerOf(annotations) } : { ...identity, problem };
}

function offerOf(annotations: JsonObject): Omit<ValidInstance, keyof InstanceIdentity | "problem"> {
  const claim = annotation(annotations, "claim");
  const image = annotation(annotations, "image");
  const tokenAudience = annotation(annotations, "token-audience");
  return {
    claimSubPath: trim(annotation(annotations, "claim-sub-path") ?? ""),
    isReadOnly: annotation(annotations, "read-only") === "true",
    imagePullSecrets: namesIn(annotation(annotations, "image-pull-secrets") ?? ""),
    weights: annotation(annotations, "weights") === "peers" ? "peers" : "files",
    ...(claim === undefined ? {} : { claim }),
    ...(image === undefined ? {} : { image }),
    ...(tokenAudience === undefined ? {} : { tokenAudience }),
  };
}

/** The instance's URL inside the cluster; `clusterDomain` may be empty. */
export function urlOf(
  { name, namespace, port }: Pick<Instance, "name" | "namespace" | "port">,
  clusterDomain: string,
): string {
  return `http://${name}.${namespace}.svc${clusterDomain === "" ? "" : `.${clusterDomain}`}:${port}`;
}

/** The same by its cluster IP, for a pod that cannot resolve the name; by name where it has none. */
export function urlByIp(instance: Instance, clusterDomain: string): string {
  const { clusterIp: ip, port } = instance;
  if (ip === undefined) return urlOf(instance, clusterDomain);
  return `http://${ip.includes(":") ? `[${ip}]` : ip}:${port}`;
}

type Aged = Pick<Instance, "createdAt" | "name">;

/** The older first, then by name: the order that decides between two instances at one step. */
export function byAge(a: Aged, b: Aged): number {
  return compare(a.createdAt, b.createdAt) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function scopeOf(labels: JsonObject): string | undefined {
  const own = textAt(labels, DYNAMO_NAMESPACE_LABEL);
  // Empty, it says that this is not an instance, whatever Dynamo's own labels say.
  if (own !== undefined) return own === "" ? undefined : own;
  const isComponent = [DYNAMO.componentType, DYNAMO.component].some((key) =>
    isModelExpressName(textAt(labels, key) ?? ""),
  );
  return isComponent ? textAt(labels, DYNAMO.namespace) : undefined;
}

/** The port named `grpc`, else number 8001, else the only one. */
function grpcPort(spec: JsonObject): number | undefined {
  const list = member(spec, "ports");
  // What comes behind is not looked at: a Service can have tens of thousands.
  const ports = Array.isArray(list) ? list.slice(0, LIMITS.ports).filter(isObject) : [];
  const chosen =
    ports.find((port) => member(port, "name") === "grpc") ??
    ports.find((port) => member(port, "port") === GRPC_PORT) ??
    (ports.length === 1 ? ports[0] : undefined);
  if (chosen === undefined) return undefined;
  return (isHeadless(spec) ? numberAt(chosen, "targetPort") : undefined) ?? numberAt(chosen, "port");
}

function numberAt(object: JsonObject, key: string): number | undefined {
  const value = member(object, key);
  return typeof value === "number" ? value : undefined;
}

/** Its name leads to the pods themselves, so nothing translates the Service's port to theirs. */
function isHeadless(spec: JsonObject): boolean {
  return member(spec, "clusterIP") === "None";
}

const IP = /^[0-9A-Fa-f.:]{2,45}$/;

function clusterIpOf(spec: JsonObject): string | undefined {
  const ip = textAt(spec, "clusterIP");
  return ip !== undefined && IP.test(ip) ? ip : undefined;
}

const ACCEPTED: Readonly<Record<string, { readonly test: (value: string) => boolean; readonly accepted: string }>> = {
  claim: { test: isSubdomain, accepted: "the name of a PersistentVolumeClaim" },
  "claim-sub-path": { test: isRelativePath, accepted: "a relative path without .." },
  "read-only": { test: (value) => value === "true" || value === "false", accepted: '"true" or "false"' },
  "image-pull-secrets": {
    test: (value) => namesIn(value).every(isSubdomain),
    accepted: "names of Secrets, by comma",
  },
  weights: { test: (value) => value === "files" || value === "peers", accepted: '"files" or "peers"' },
  image: { test: (value) => IMAGE.test(value), accepted: "an image reference" },
  "token-audience": { test: (value) => /^[\x21-\x7e]{1,256}$/.test(value), accepted: "an audience, without spaces" },
};

/** Without the prefix. docs/keys.md has a line for each. */
export const SERVICE_ANNOTATIONS: readonly string[] = Object.keys(ACCEPTED);

function problemOf(annotations: JsonObject, port: number | undefined): string | undefined {
  for (const [key, { test, accepted }] of Object.entries(ACCEPTED)) {
    const value = annotation(annotations, key);
    if (value === undefined || (value.length <= LIMITS.value && test(value))) continue;
    const shown = value.length > LIMITS.value ? `longer than ${LIMITS.value} characters` : quoted(value);
    return `annotation ${KEY_PREFIX}${key} is ${shown}; accepted: ${accepted}`;
  }
  if (port === undefined)
    return "no port is named grpc, none is 8001, and there is not exactly one; name the port grpc";
  return undefined;
}

function namesIn(list: string): readonly string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function isRelativePath(path: string): boolean {
  return path !== "" && !path.startsWith("/") && !path.split("/").includes("..");
}

function annotation(annotations: JsonObject, name: string): string | undefined {
  return textAt(annotations, `${KEY_PREFIX}${name}`);
}
