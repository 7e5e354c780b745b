import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { DYNAMO_NAMESPACE_LABEL, KEY_PREFIX } from "../model-express/keys.ts";
import type { ClaimChoice } from "./claim-choice.ts";

/** The labels and annotations that make a Service an instance. */
export interface Marks {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The field manager of the marks. Server-side apply can remove the marks by it, and nothing else. */
export const ADOPTER = "model-express-injector-adopt";

export const NO_MARKS: Marks = { labels: {}, annotations: {} };

/** Marks a Service that Dynamo creates for a component as not an instance. */
export const NO_INSTANCE: Marks = { labels: { [DYNAMO_NAMESPACE_LABEL]: "" }, annotations: {} };

/** The Service's annotations about its server. Without an image, pods pull with the configured one. */
export interface ServerMarks {
  readonly tokenAudience?: string | undefined;
  readonly image?: string | undefined;
  readonly imagePullPolicy?: string | undefined;
  readonly imagePullSecrets?: readonly string[] | undefined;
}

export function buildMarks(scope: string, { claim, subPath }: ClaimChoice, server: ServerMarks): Marks {
  const annotations = {
    claim,
    "claim-sub-path": subPath || undefined,
    "token-audience": server.tokenAudience,
    image: server.image,
    "image-pull-policy": server.imagePullPolicy,
    "image-pull-secrets": server.imagePullSecrets?.join(",") || undefined,
  };
  return {
    labels: { [DYNAMO_NAMESPACE_LABEL]: scope },
    annotations: Object.fromEntries(
      Object.entries(annotations).flatMap(([key, value]) => (value === undefined ? [] : [[KEY_PREFIX + key, value]])),
    ),
  };
}

/** The Service with the marks merged in. */
export function addMarks(service: JsonObject, { labels, annotations }: Marks): JsonObject {
  const metadata = objectAt(service, "metadata");
  return {
    ...service,
    metadata: {
      ...metadata,
      labels: { ...objectAt(metadata, "labels"), ...labels },
      annotations: { ...objectAt(metadata, "annotations"), ...annotations },
    },
  };
}

/**
 * The body of the server-side apply. With the uid it fails if the Service was deleted meanwhile, instead of creating
 * an incomplete one.
 */
export function toApplyBody(service: JsonObject, { labels, annotations }: Marks): JsonObject {
  const metadata = objectAt(service, "metadata");
  const [name, namespace, uid] = ["name", "namespace", "uid"].map((key) => textAt(metadata, key));
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace, uid, labels, annotations } };
}

/** Lists our keys on the Service, as `label x=y` and `annotation x=y`. */
export function listMarks(service: JsonObject): readonly string[] {
  const metadata = objectAt(service, "metadata");
  return (["labels", "annotations"] as const).flatMap((kind) =>
    Object.entries(objectAt(metadata, kind))
      .filter(([key]) => key.startsWith(KEY_PREFIX))
      .map(([key, value]) => `${kind.slice(0, -1)} ${key}=${value}`),
  );
}
