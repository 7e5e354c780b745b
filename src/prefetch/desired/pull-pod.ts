import { buildPodTemplate } from "../../deployment/desired/deployment.ts";
import { CONTAINER_SECURITY } from "../../deployment/desired/security.ts";
import type { DeployedModelExpress } from "../../deployment/model-express.ts";
import { buildPullVariables } from "../../injection/patch/variables.ts";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { buildUrl, GRPC_PORT } from "../../model-express/instance.ts";
import { INJECT_LABEL, INSTANCE_LABEL } from "../../model-express/keys.ts";
import { PULL_NAME } from "../../model-express/pull-container.ts";
import type { Cache } from "../cache.ts";

/** The part of the configuration that concerns pulls. */
export interface PullPodSettings {
  /** The text of `pull.sh`. */
  readonly script: string;
  /** The deadline of a pull. */
  readonly timeoutSeconds: number;
}

const MOUNT_PATH = "/model-express";
const VOLUME = "cache";
/** Created by the kubelet, and writable for every user. */
const REPORT = "/dev/termination-log";

/** The CLI takes 20 MB. Namespaces with a quota reject pods without requests and limits. */
const RESOURCES = { requests: { cpu: "50m", memory: "64Mi" }, limits: { cpu: "1", memory: "512Mi" } };

/** Fields of the server's pod that decide where the pull may run and as which user it writes to the claim. */
const SHARED_WITH_SERVER = [
  "serviceAccountName",
  "automountServiceAccountToken",
  "enableServiceLinks",
  "securityContext",
  "imagePullSecrets",
  "nodeSelector",
  "tolerations",
  "priorityClassName",
  "runtimeClassName",
  "schedulerName",
  "dnsPolicy",
  "dnsConfig",
  "hostAliases",
];

export interface PullOf {
  readonly model: string;
  readonly cache: Cache;
  readonly settings: PullPodSettings;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Builds the pod of a pull. It gets no token for the hub: the server downloads. If one node alone can mount the
 * claim, the pull only calls the server and skips the files.
 */
export function buildPullPodTemplate(
  instance: DeployedModelExpress,
  { model, cache, settings, labels }: PullOf,
): JsonObject {
  const server = buildPodTemplate(instance);
  const spec = objectAt(server, "spec");
  const { [INSTANCE_LABEL]: _, ...users } = { ...instance.spec.podTemplate?.metadata?.labels };
  return {
    metadata: {
      labels: { ...users, ...labels, [INJECT_LABEL]: "disabled" },
      annotations: { ...instance.spec.podTemplate?.metadata?.annotations },
    },
    spec: {
      ...Object.fromEntries(
        SHARED_WITH_SERVER.flatMap((key) => (member(spec, key) === undefined ? [] : [[key, spec[key]]])),
      ),
      restartPolicy: "Never",
      containers: [buildContainer(instance, { model, cache, settings })],
      volumes: [cache.isShared ? findSharedVolume(spec) : { name: VOLUME, emptyDir: { sizeLimit: "64Mi" } }],
    },
  };
}

function buildContainer(
  instance: DeployedModelExpress,
  { model, cache, settings }: Omit<PullOf, "labels">,
): JsonObject {
  const { image, imagePullPolicy, pvc } = instance.spec;
  const subPath = cache.isShared ? pvc.subPath : undefined;
  return {
    name: PULL_NAME,
    image,
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    command: ["/bin/sh", "-c", settings.script],
    env: [
      ...buildPullVariables(
        {
          models: [model],
          endpoint: { value: buildUrl({ ...instance, port: GRPC_PORT }, "") },
          cache: { directory: `${MOUNT_PATH}/hub` },
          timeoutSeconds: settings.timeoutSeconds,
          isForOffline: false,
          mayFail: false,
        },
        false,
      ),
      { name: "MX_PULL_REPORT", value: REPORT },
      ...(cache.isShared ? [] : [{ name: "MX_PULL_SERVER_ONLY", value: "true" }]),
    ],
    resources: RESOURCES,
    securityContext: CONTAINER_SECURITY,
    terminationMessagePolicy: "FallbackToLogsOnError",
    volumeMounts: [{ name: VOLUME, mountPath: MOUNT_PATH, ...(subPath === undefined ? {} : { subPath }) }],
  };
}

/** The server's own volume: the user's template may extend it. */
function findSharedVolume(spec: JsonObject): JsonObject {
  const volume = objectsAt(spec, "volumes").find((each) => textAt(each, "name") === VOLUME);
  return volume ?? { name: VOLUME, emptyDir: {} };
}
