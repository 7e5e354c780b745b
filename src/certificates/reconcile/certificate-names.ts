import type { JsonObject } from "../../kubernetes/json.ts";
import { type ObjectReference, SECRETS } from "../../kubernetes/resource-type.ts";
import { registrationReference } from "./registration.ts";

/** What belongs to one installed webhook. */
export interface CertificateNames {
  readonly namespace: string;
  /** The CA with its key: only the controller reads it. */
  readonly authoritySecret: ObjectReference;
  /** What the webhook mounts. */
  readonly servingSecret: ObjectReference;
  /** The MutatingWebhookConfiguration. */
  readonly registration: ObjectReference;
  /** DNS names of the webhook's Service; the first is the one that the API server verifies. */
  readonly serving: readonly string[];
  /** A Secret without its data. */
  secretFor(reference: ObjectReference): JsonObject;
}

/** All names follow from that of the Service, which is that of the registration too. */
export function certificateNames(name: string, namespace: string): CertificateNames {
  const secret = (suffix: string): ObjectReference => ({ type: SECRETS, namespace, name: `${name}-${suffix}` });
  return {
    namespace,
    authoritySecret: secret("ca"),
    servingSecret: secret("tls"),
    registration: registrationReference(name),
    serving: [`${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`, `${name}.${namespace}`],
    secretFor: (reference) => ({
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/tls",
      metadata: {
        name: reference.name,
        namespace,
        labels: {
          "app.kubernetes.io/name": "model-express-injector",
          "app.kubernetes.io/managed-by": `${name}-controller`,
        },
      },
    }),
  };
}
