import { untilSuccess } from "../../control-plane/bed/poll.ts";
import { MODEL_EXPRESS_IMAGE } from "../images/build-parts.ts";
import type { Tenant } from "./tenant.ts";
import { createVolume, LOCAL_CLASS, type VolumeOptions } from "./volumes.ts";

const group = "modelexpress.nvidia.com/v1alpha1";
export const CLAIM = "model-express-cache";

/** A Model Express that the product's controller deploys. */
export interface DeployedModelExpress {
  /** The folder of its cache, in the node. */
  readonly folder: string;
}

export interface ModelExpressOptions {
  readonly name?: string;
  readonly volume?: Omit<VolumeOptions, "namespace" | "claim">;
  readonly isReadOnly?: boolean;
  /** Members of its spec. */
  readonly spec?: object;
}

/** Declares a ModelExpress for the tenant's dynamo namespace, with a volume for its claim, and waits until it serves. */
export async function deployModelExpress(
  tenant: Tenant,
  options: ModelExpressOptions = {},
): Promise<DeployedModelExpress> {
  const { name = "model-express", volume = {}, isReadOnly = false, spec = {} } = options;
  const { accessMode = "ReadWriteMany" } = volume;
  const folder = await createVolume(tenant, { namespace: tenant.namespace, claim: CLAIM, ...volume });
  await tenant.client.create(tenant.path("modelexpresses", group), {
    apiVersion: group,
    kind: "ModelExpress",
    metadata: { name },
    spec: {
      dynamoNamespace: tenant.dynamoNamespace,
      image: MODEL_EXPRESS_IMAGE,
      pvc: { name: CLAIM, size: "1Gi", storageClass: LOCAL_CLASS, accessMode, readOnly: isReadOnly, create: true },
      env: [{ name: "HF_ENDPOINT", value: tenant.hub.url }],
      resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { cpu: "2", memory: "1Gi" } },
      ...spec,
    },
  });
  await untilServing(tenant, name);
  return { folder };
}

interface Conditioned {
  readonly metadata: object;
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

export async function untilServing(tenant: Tenant, name = "model-express"): Promise<void> {
  const attempt = async () => {
    const { status } = await tenant.client.get<Conditioned>(tenant.path(`modelexpresses/${name}`, group));
    const isReady = status?.conditions?.some(({ type, status: state }) => type === "Ready" && state === "True");
    if (!isReady) throw new Error(`${name} is ${JSON.stringify(status)}`);
  };
  await untilSuccess(attempt, { timeoutMilliseconds: 100_000 });
}
