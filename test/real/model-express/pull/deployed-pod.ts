import type { JsonObject } from "../../../../src/kubernetes/json.ts";
import type { Bed } from "./bed.ts";
import { envOnDisk, type Outcome, runInitContainer } from "./container.ts";
import { CLAIM } from "./dynamo-pods.ts";
import { schedule } from "./kubelet.ts";
import { CAN_MOUNT } from "./privileges.ts";
import type { AdmissionWebhook, Admitted } from "./webhook.ts";

/** A pod that went through the webhook and was scheduled: its containers can be run. */
export interface DeployedPod extends Admitted {
  readonly hasPull: boolean;
  /** Runs the injected init container as it was patched into the pod. */
  pull(): Promise<Outcome>;
  /** The environment of a container of the pod; the bed's hub stands in for the usual one. */
  environment(container?: string): Readonly<Record<string, string>>;
  /** Where a volume of the pod is; empty if the pod has no such volume. */
  directory(volume: string): string;
  /** A directory of the container's own, such as its home. */
  newDirectory(): Promise<string>;
}

export interface Deployment {
  readonly bed: Bed;
  readonly webhook: AdmissionWebhook;
  readonly imageUser?: number;
  /** The command line tool in the injected container's image; without one, that of the server's version. */
  readonly cli?: string;
}

/** Does to a pod what the API server, the scheduler and the kubelet do. */
export async function deploy(
  pod: JsonObject,
  { bed, webhook, imageUser = 0, cli = bed.cli }: Deployment,
): Promise<DeployedPod> {
  const admitted = await webhook.admit(pod);
  const node = { claims: { [CLAIM]: bed.volume }, newVolume: bed.newVolume, imageUser };
  const { container, hasContainer, volumes } = await schedule(admitted.pod, node);
  return {
    ...admitted,
    environment: (name = "main") => ({ HF_ENDPOINT: bed.hub.url, ...envOnDisk(container(name)) }),
    directory: (volume) => volumes.get(volume) ?? "",
    newDirectory: bed.newVolume,
    hasPull: hasContainer("model-express-pull"),
    pull: () => {
      const { command, env, mounts, identity, hasReadOnlyRoot } = container("model-express-pull");
      return runInitContainer({
        command,
        env: { ...env, MX_PULL_CLI: cli },
        mounts,
        // Only root can be somebody else; whoever else runs the tests runs the container as themselves.
        ...(CAN_MOUNT ? { identity: identity(), hasReadOnlyRoot } : {}),
      });
    },
  };
}
