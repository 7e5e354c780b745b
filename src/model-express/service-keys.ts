import { type JsonObject, objectAt } from "../kubernetes/json.ts";
import { quoted } from "../kubernetes/quoted.ts";
import { DYNAMO_NAMESPACE_LABEL, GRAPH_LABEL, INJECT_LABEL, INSTANCE_LABEL, KEY_PREFIX } from "./keys.ts";
import { SERVICE_ANNOTATIONS } from "./service-annotations.ts";

/** A label or annotation with our prefix. */
export interface ServiceKey {
  readonly kind: "label" | "annotation";
  /** Without the prefix, as a message shows it. */
  readonly name: string;
}

/** Without the prefix. */
export const SERVICE_KEYS: Readonly<Record<ServiceKey["kind"], readonly string[]>> = {
  annotation: SERVICE_ANNOTATIONS,
  label: [DYNAMO_NAMESPACE_LABEL, INSTANCE_LABEL, GRAPH_LABEL, INJECT_LABEL].map((key) => key.slice(KEY_PREFIX.length)),
};

const MOST_KEYS = 5;

/** The first of a Service's keys with our prefix that mean nothing: misspelt ones, and labels that should be annotations. */
export function listUnknownKeys(service: JsonObject): readonly ServiceKey[] {
  const metadata = objectAt(service, "metadata");
  return (["annotation", "label"] as const)
    .flatMap((kind) =>
      Object.keys(objectAt(metadata, `${kind}s`))
        .filter((key) => key.startsWith(KEY_PREFIX))
        .map((key) => ({ kind, name: key.slice(KEY_PREFIX.length) })),
    )
    .filter(({ kind, name }) => !SERVICE_KEYS[kind].includes(name))
    .slice(0, MOST_KEYS)
    .map(({ kind, name }) => ({ kind, name: quoted(name).slice(1, -1) }));
}
