import type { JsonObject } from "../../kubernetes/json.ts";
import { type ObjectReference, SECRETS } from "../../kubernetes/resource-type.ts";
import { registrationReference } from "./registration.ts";

/** The objects and DNS names of one installed webhook. */
export interface CertificateNames {
  readonly namespace: string;
  /** The CA with its key. Only the controller reads it. */
  readonly authoritySecret: ObjectReference;
  /** The Secret that the webhook mounts. */
  readonly servingSecret: ObjectReference;
  /** The MutatingWebhookConfiguration. */
  readonly registration: ObjectReference;
  /** DNS names of the webhook's Service. The API server verifies the first. */
  readonly serving: readonly string[];
  /** Builds a Secret without data. */
  secretFor(reference: ObjectReference): JsonObject;
}

/** Derives all names from the name of the Service, which the registration shares. */
export function deriveNames(name: string, namespace: string): CertificateNames {
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
