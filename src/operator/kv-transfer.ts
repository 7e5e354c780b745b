import { type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { type Component, isWorker, type KvTransfer } from "./component.ts";
import { mergeEnvs } from "./merge.ts";

export function readKvTransfer(spec: JsonObject): KvTransfer | undefined {
  const policy = objectAt(objectAt(spec, "experimental"), "kvTransferPolicy");
  const labelKey = textAt(policy, "labelKey") ?? "";
  if (labelKey === "") return undefined;
  const weight = member(policy, "preferredWeight");
  return {
    labelKey,
    domain: textAt(policy, "domain") ?? "",
    enforcement: textAt(policy, "enforcement") || "required",
    preferredWeight: typeof weight === "number" ? weight : undefined,
  };
}

const NAME = "topology-labels";
const PATH = "/etc/dynamo/topology";

/**
 * Gives a worker the policy's variables, and the file with its topology label
 * (`applyKvTransferPolicyToWorkerComponent`).
 */
export function withKvTransfer(component: Component, policy: KvTransfer | undefined): Component {
  if (policy === undefined || !isWorker(component)) return component;
  const { main, podSpec } = component;
  const own = buildEnv(policy);
  const names = new Set([...own.map(({ name }) => name), "DYN_KV_TRANSFER_PREFERRED_WEIGHT"]);
  const env = mergeEnvs(
    objectsAt(main, "env").filter(({ name }) => !names.has(String(name))),
    own,
  );
  const mounts = objectsAt(main, "volumeMounts").filter(({ name, mountPath }) => name !== NAME && mountPath !== PATH);
  const volumes = objectsAt(podSpec, "volumes").filter(({ name }) => name !== NAME);
  return {
    ...component,
    main: { ...main, env, volumeMounts: [...mounts, { name: NAME, mountPath: PATH, readOnly: true }] },
    podSpec: { ...podSpec, volumes: [...volumes, buildVolume(policy)] },
  };
}

function buildEnv({ domain, enforcement, preferredWeight: weight }: KvTransfer) {
  return [
    { name: "DYN_KV_TRANSFER_DOMAIN", value: domain },
    { name: "DYN_KV_TRANSFER_ENFORCEMENT", value: enforcement },
    { name: "DYN_TOPOLOGY_ENABLED", value: "true" },
    { name: "DYN_TOPOLOGY_MOUNT_PATH", value: PATH },
    ...(weight === undefined ? [] : [{ name: "DYN_KV_TRANSFER_PREFERRED_WEIGHT", value: String(weight) }]),
  ];
}

function buildVolume({ domain, labelKey }: KvTransfer): JsonObject {
  const fieldRef = { fieldPath: `metadata.labels['${labelKey}']` };
  return { name: NAME, downwardAPI: { items: [{ path: domain, fieldRef }] } };
}
