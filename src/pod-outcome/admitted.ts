import { VOLUME_NAME } from "../injection/cache/places.ts";
import { STATUS_ANNOTATION } from "../injection/target/annotation-keys.ts";
import { isObject, type JsonObject, objectAt, parseJson, textAt, textsAt } from "../kubernetes/json.ts";

/** What a pod got at admission, from its status annotation. */
export interface Admitted {
  readonly version: string;
  readonly config: string;
  readonly mode: string;
  readonly url: string | undefined;
  /** Such as `Service inference/model-express`. */
  readonly from: string;
  /** The volume that the injector added for the cache; `undefined` if it is one of the user's own. */
  readonly volume: string | undefined;
  readonly models: readonly string[];
  readonly containers: readonly string[];
  /** Containers whose engines load from peers. */
  readonly peers: readonly string[];
}

/** `undefined`: nothing was injected; `"unreadable"`: someone else wrote the annotation. */
export function readAdmitted(pod: JsonObject): Admitted | "unreadable" | undefined {
  const text = textAt(objectAt(objectAt(pod, "metadata"), "annotations"), STATUS_ANNOTATION);
  if (text === undefined) return undefined;
  const status = parseJson(text);
  return isObject(status) ? readStatus(status) : "unreadable";
}

function readStatus(status: JsonObject): Admitted {
  return {
    version: textAt(status, "version") ?? "",
    config: textAt(status, "config") ?? "",
    mode: textAt(status, "mode") ?? "",
    url: textAt(status, "url"),
    from: textAt(status, "from") ?? "",
    volume: textAt(status, "volume") === VOLUME_NAME ? VOLUME_NAME : undefined,
    models: textsAt(status, "models"),
    containers: textsAt(status, "containers"),
    peers: textsAt(status, "peers"),
  };
}

/** The instance that the pod got; `undefined` if its address came from elsewhere. */
export function parseInstance({ from }: Admitted): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace, name] = /^Service ([^/]+)\/([^/]+)$/.exec(from) ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}
