import type { JsonObject } from "../../kubernetes/json.ts";
import { objectAt } from "../../kubernetes/json.ts";
import { INJECT_LABEL, INSTANCE_LABEL } from "../../model-express/keys.ts";
import type { DeployedModelExpress, ModelExpress } from "../model-express.ts";
import { buildLabels, buildMetadata } from "../ownership.ts";
import { overlay } from "./overlay.ts";
import { buildRedisContainer } from "./redis-container.ts";
import { POD_SECURITY } from "./security.ts";
import { buildServerContainer } from "./server-container.ts";

/**
 * On SIGINT the server finishes its downloads, however long they take, while its successor waits. After this time the
 * kubelet kills it; clients of an aborted download retry.
 */
const GRACE_SECONDS = 60;

/**
 * Builds the Deployment of the server. One replica, recreated and never rolled: two servers with separate metadata
 * must not share a disk, not even during an update.
 */
export function buildDeployment(instance: DeployedModelExpress, replicas: 0 | 1): JsonObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: buildMetadata(instance),
    spec: {
      replicas,
      strategy: { type: "Recreate" },
      selector: { matchLabels: { [INSTANCE_LABEL]: instance.name } },
      template: buildPodTemplate(instance),
    },
  };
}

/** Builds the template of the server's pod, with the user's `podTemplate` laid over it. */
export function buildPodTemplate(instance: DeployedModelExpress): JsonObject {
  // The parsed `podTemplate` is JSON from the API server.
  const over = (instance.spec.podTemplate ?? {}) as JsonObject;
  const template = overlay({ metadata: { labels: buildPodLabels(instance) }, spec: buildPodSpec(instance) }, over);
  const metadata = objectAt(template, "metadata");
  const labels = { ...objectAt(metadata, "labels"), [INSTANCE_LABEL]: instance.name };
  return { ...template, metadata: { ...metadata, labels } };
}

function buildPodLabels(instance: ModelExpress): JsonObject {
  return { ...buildLabels(instance), [INJECT_LABEL]: "disabled" };
}

function buildPodSpec(instance: DeployedModelExpress): JsonObject {
  const { imagePullSecrets, nodeSelector, tolerations, pvc } = instance.spec;
  return {
    serviceAccountName: instance.name,
    automountServiceAccountToken: false,
    // Otherwise a Service named model-express-server would set MODEL_EXPRESS_SERVER_PORT to an address.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: GRACE_SECONDS,
    securityContext: POD_SECURITY,
    ...stated({ imagePullSecrets, nodeSelector, tolerations }),
    initContainers: [buildRedisContainer(instance)],
    containers: [buildServerContainer(instance)],
    volumes: [
      { name: "cache", persistentVolumeClaim: { claimName: pvc.name } },
      { name: "home", emptyDir: {} },
    ],
  };
}

function stated(members: object): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
