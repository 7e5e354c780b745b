import { compareTexts } from "../kubernetes/compare-texts.ts";
import { isObject, type JsonObject, member, objectAt, textAt } from "../kubernetes/json.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import { isSubdomain } from "../kubernetes/names.ts";
import { trim } from "../kubernetes/path.ts";
import { quoted } from "../kubernetes/quoted.ts";
import { DYNAMO, DYNAMO_NAMESPACE_LABEL, INSTANCE_LABEL, isModelExpressName, KEY_PREFIX } from "./keys.ts";

/** One Model Express server, as described by its Kubernetes Service. */
export type Instance = ValidInstance | InvalidInstance;

interface InstanceIdentity {
  readonly namespace: string;
  readonly name: string;
  /** The dynamo namespace that it serves, or `global`. */
  readonly scope: string;
  /** RFC 3339 in UTC, so that text order is time order; empty if the manifest has none. */
  readonly createdAt: string;
  /** 8001 unless the Service determines another port. The pods' own port if the Service is headless. */
  readonly port: number;
  /**
   * For pods that cannot resolve the Service's name; `undefined` for a headless Service, and until it is assigned.
   */
  readonly clusterIp?: string;
}

export interface ValidInstance extends InstanceIdentity {
  readonly problem?: undefined;
  /** The PersistentVolumeClaim with the cache, in the Service's namespace. */
  readonly claim?: string;
  /** The subPath of the claim that is mounted; empty for the whole claim. */
  readonly claimSubPath: string;
  /** Whether serving containers mount the cache read-only. */
  readonly isReadOnly: boolean;
  /** The image whose CLI pulls. */
  readonly image?: string;
  /** Names of the pull Secrets for the image. */
  readonly imagePullSecrets: readonly string[];
  readonly imagePullPolicy?: string;
  /** Where this instance's pods get their weights from, unless their own annotation decides; nothing if it is silent. */
  readonly weights?: "files" | "peers";
  readonly tokenAudience?: string;
  /** Whether its pods wait for their models before they are scheduled, unless they decide themselves. */
  readonly gate?: "enabled" | "disabled";
  /** A `ModelExpress` declares it, so the controller can bring models into its cache. */
  readonly isDeployed?: true;
}

/** A Service that is marked as an instance but cannot be used as one. */
export interface InvalidInstance extends InstanceIdentity {
  /** One sentence with the key, the value and the accepted values. */
  readonly problem: string;
  readonly claim?: undefined;
}

const IMAGE = /^[\w][\w./:@-]*$/;
/** The gRPC port of a Service that Dynamo or this program creates for a Model Express server. */
export const GRPC_PORT = 8001;

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
    claimSubPath: trim(annotation(annotations, "claim-sub-path") ?? ""),
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

/** The instance's URL inside the cluster. `clusterDomain` may be empty. */
export function buildUrl(
  { name, namespace, port }: Pick<Instance, "name" | "namespace" | "port">,
  clusterDomain: string,
): string {
  return `http://${name}.${namespace}.svc${clusterDomain === "" ? "" : `.${clusterDomain}`}:${port}`;
}

/** The URL by cluster IP, for a pod that cannot resolve names; by name if there is no cluster IP. */
export function urlByIp(instance: Instance, clusterDomain: string): string {
  const { clusterIp: ip, port } = instance;
  if (ip === undefined) return buildUrl(instance, clusterDomain);
  return `http://${ip.includes(":") ? `[${ip}]` : ip}:${port}`;
}

type Aged = Pick<Instance, "createdAt" | "name">;

/** Orders by age, then by name: decides between two instances of the same step. */
export function byAge(a: Aged, b: Aged): number {
  return compareTexts(a.createdAt, b.createdAt) || compareTexts(a.name, b.name);
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
  return (isHeadless(spec) ? numberAt(chosen, "targetPort") : undefined) ?? numberAt(chosen, "port");
}

function numberAt(object: JsonObject, key: string): number | undefined {
  const value = member(object, key);
  return typeof value === "number" ? value : undefined;
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

const PULL_POLICIES: ReadonlySet<string> = new Set(["Always", "IfNotPresent", "Never"]);

const ACCEPTED: Readonly<Record<string, { readonly test: (value: string) => boolean; readonly accepted: string }>> = {
  claim: { test: isSubdomain, accepted: "the name of a PersistentVolumeClaim" },
  "claim-sub-path": { test: isRelativePath, accepted: "a relative path without .." },
  "read-only": { test: (value) => value === "true" || value === "false", accepted: '"true" or "false"' },
  "image-pull-policy": {
    test: (value) => PULL_POLICIES.has(value),
    accepted: '"Always", "IfNotPresent" or "Never"',
  },
  "image-pull-secrets": {
    test: (value) => namesIn(value).every(isSubdomain),
    accepted: "names of Secrets, separated by commas",
  },
  weights: { test: (value) => value === "files" || value === "peers", accepted: '"files" or "peers"' },
  gate: { test: (value) => value === "enabled" || value === "disabled", accepted: '"enabled" or "disabled"' },
  image: { test: (value) => IMAGE.test(value), accepted: "an image reference" },
  "token-audience": { test: (value) => /^[\x21-\x7e]{1,256}$/.test(value), accepted: "an audience, without spaces" },
};

/** Without the prefix. docs/keys.md has a line for each. */
export const SERVICE_ANNOTATIONS: readonly string[] = Object.keys(ACCEPTED);

function findProblem(annotations: JsonObject, port: number | undefined): string | undefined {
  for (const [key, { test, accepted }] of Object.entries(ACCEPTED)) {
    const value = annotation(annotations, key);
    if (value === undefined || (value.length <= LIMITS.value && test(value))) continue;
    const shown = value.length > LIMITS.value ? `longer than ${LIMITS.value} characters` : quoted(value);
    return `annotation ${KEY_PREFIX}${key} is ${shown}; accepted: ${accepted}`;
  }
  if (port === undefined) return "it needs a port named grpc, a port 8001, or a single port; name the port grpc";
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
