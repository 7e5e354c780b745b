import type { JsonObject } from "../../kubernetes/json.ts";
import { GRPC_PORT } from "../../model-express/instance.ts";
import { DYNAMO_NAMESPACE_LABEL, KEY_PREFIX } from "../../model-express/keys.ts";
import type { ModelExpress } from "../model-express.ts";
import { buildLabels, buildMetadata, INSTANCE_LABEL } from "../ownership.ts";

/** Builds the Service by which the injection finds the instance (`readInstance`). */
export function service(instance: ModelExpress): JsonObject {
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

function buildAnnotations({
  image,
  imagePullPolicy,
  imagePullSecrets = [],
  pvc,
  weights,
}: ModelExpress["spec"]): JsonObject {
  return {
    [`${KEY_PREFIX}claim`]: pvc.name,
    ...(pvc.subPath === undefined ? {} : { [`${KEY_PREFIX}claim-sub-path`]: pvc.subPath }),
    ...(pvc.readOnly ? { [`${KEY_PREFIX}read-only`]: "true" } : {}),
    ...(image === undefined ? {} : { [`${KEY_PREFIX}image`]: image }),
    ...(imagePullPolicy === undefined ? {} : { [`${KEY_PREFIX}image-pull-policy`]: imagePullPolicy }),
    ...(weights === undefined ? {} : { [`${KEY_PREFIX}weights`]: weights }),
    ...(imagePullSecrets.length === 0
      ? {}
      : { [`${KEY_PREFIX}image-pull-secrets`]: imagePullSecrets.map(({ name }) => name).join(",") }),
  };
}
