import { compareTexts } from "../kubernetes/compare-texts.ts";

/** One Model Express server, as described by its Kubernetes Service. */
export type Instance = ValidInstance | InvalidInstance;

export interface InstanceIdentity {
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

/** The gRPC port of a Service that Dynamo or this program creates for a Model Express server. */
export const GRPC_PORT = 8001;

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
