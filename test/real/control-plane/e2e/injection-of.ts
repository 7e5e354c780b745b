import type { KubernetesObject } from "../bed/client.ts";

/** A pod as the API server answers it. */
export interface AdmittedPod extends KubernetesObject {
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly volumes?: readonly Volume[];
  };
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly restartPolicy?: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly resources?: { readonly requests?: Record<string, string>; readonly limits?: Record<string, string> };
}

export interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly emptyDir?: object;
}

/** What the status annotation of an injected pod says. */
export interface Injection {
  readonly mode: "shared" | "stream" | "env";
  readonly url: string;
  readonly from: string;
  readonly models?: readonly string[];
  readonly containers: readonly string[];
}

/** What was injected; undefined if nothing was, not even a part. */
export function injectionOf(pod: AdmittedPod): Injection | undefined {
  const status = pod.metadata.annotations?.["modelexpress.nvidia.com/status"];
  if (status !== undefined) {
    return JSON.parse(status) as Injection;
  }
  if (/model-?express-pull|MODEL_EXPRESS|MX_SERVER/.test(JSON.stringify(pod.spec))) {
    throw new Error("the pod carries a part of an injection, but no status");
  }
  return undefined;
}

/** The container that pulls. */
export function pullOf({ spec }: AdmittedPod): Container | undefined {
  return spec.initContainers?.find(({ name }) => name === "model-express-pull");
}

/** The value of an environment variable of a container. */
export function valueIn(pod: AdmittedPod, container: string, variable: string): string | undefined {
  const all = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  return all.find(({ name }) => name === container)?.env?.find(({ name }) => name === variable)?.value;
}

/** Everything that is in the pod twice: init containers, volumes, variables or mounts of a container. */
export function doublesIn({ spec }: AdmittedPod): readonly string[] {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  return [
    ...doubled(containers.map(({ name }) => `container ${name}`)),
    ...doubled((spec.volumes ?? []).map(({ name }) => `volume ${name}`)),
    ...containers.flatMap(({ name, env = [], volumeMounts = [] }) => [
      ...doubled(env.map((variable) => `${variable.name} of ${name}`)),
      ...doubled(volumeMounts.map((mount) => `${mount.mountPath} of ${name}`)),
    ]),
  ];
}

function doubled(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}
