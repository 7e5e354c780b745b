import type { JsonObject } from "../../kubernetes/json.ts";
import { GRPC_PORT } from "../../model-express/instance.ts";
import { DYNAMO_NAMESPACE_LABEL, INSTANCE_LABEL, KEY_PREFIX } from "../../model-express/keys.ts";
import type { ModelExpress } from "../model-express.ts";
import { buildLabels, buildMetadata } from "../ownership.ts";

/** Builds the Service by which the injection finds the instance (`readInstance`). */
export function buildService(instance: ModelExpress): JsonObject {
  const { name, spec } = instance;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      ...buildMetadata(instance),
      labels: { ...buildLabels(instance), [DYNAMO_NAMESPACE_LABEL]: spec.dynamoNamespace },
      annotations: buildAnnotations(spec),
    },
    spec: {
      selector: { [INSTANCE_LABEL]: name },
      ports: [{ name: "grpc", port: GRPC_PORT, targetPort: "grpc", protocol: "TCP" }],
    },
  };
}

function buildAnnotations(spec: ModelExpress["spec"]): JsonObject {
  const { image, imagePullPolicy, imagePullSecrets = [], pvc, weights, gate } = spec;
  return {
    [`${KEY_PREFIX}claim`]: pvc.name,
    ...(pvc.subPath === undefined ? {} : { [`${KEY_PREFIX}claim-sub-path`]: pvc.subPath }),
    ...(pvc.readOnly ? { [`${KEY_PREFIX}read-only`]: "true" } : {}),
    ...(gate === undefined ? {} : { [`${KEY_PREFIX}gate`]: gate }),
    ...(image === undefined ? {} : { [`${KEY_PREFIX}image`]: image }),
    ...(imagePullPolicy === undefined ? {} : { [`${KEY_PREFIX}image-pull-policy`]: imagePullPolicy }),
    ...(weights === undefined ? {} : { [`${KEY_PREFIX}weights`]: weights }),
    ...(imagePullSecrets.length === 0
      ? {}
      : { [`${KEY_PREFIX}image-pull-secrets`]: imagePullSecrets.map(({ name }) => name).join(",") }),
  };
}
