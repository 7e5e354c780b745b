import type { Component, Manifest } from "../../control-plane/e2e/manifests.ts";

/** A Deployment, as far as the tests look at it. */
export interface Workload extends Manifest {
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: {
        readonly labels: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
      };
      readonly spec: PodSpec;
    };
  };
}

interface PodSpec {
  readonly serviceAccountName: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly containers: readonly [Container];
  readonly volumes?: readonly { readonly name: string; readonly secret?: { readonly secretName: string } }[];
  readonly hostNetwork?: boolean;
  readonly dnsPolicy?: string;
  readonly securityContext?: Readonly<Record<string, unknown>>;
}

interface Container {
  readonly name: Component;
  readonly image: string;
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts?: readonly { readonly name: string }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
}

/** The Deployment of a component. */
export function workloadOf(objects: readonly Manifest[], component: Component): Workload {
  const isIts = ({ kind, metadata }: Manifest) =>
    kind === "Deployment" && metadata.labels?.["app.kubernetes.io/component"] === component;
  const workload = objects.find(isIts);
  if (workload === undefined) throw new Error(`no Deployment of the ${component}`);
  return workload as Workload;
}
