import { STATUS_ANNOTATION } from "../../injection/target/annotation-keys.ts";
import { isObject, type JsonObject, objectAt, objectsAt, parseJson, textAt, textsAt } from "../../kubernetes/json.ts";
import { GATE } from "../../model-express/keys.ts";
import { PULL_NAME, readDeadline } from "../../model-express/pull-container.ts";

/**
 * A pod that waits for its models. Its status annotation names them and the instance, and is not trustworthy: anyone
 * may have written it.
 */
export interface GatedPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `namespace/name`; `undefined` if unknown. */
  readonly instance: string | undefined;
  readonly models: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The deadline of its pull. */
  readonly deadlineSeconds: number;
  /** Grove's gang, in its namespace. */
  readonly gang: string | undefined;
  /** Whether Grove's own gate is present: the gang lacks pods. */
  readonly isGangIncomplete: boolean;
}

const GROVE_GATE = "grove.io/podgang-pending-creation";
const GROVE_GANG = "grove.io/podgang";
/** The part of an annotation that is read, in characters. */
const MOST_STATUS = 65_536;
const DEFAULT_SECONDS = 3600;
/** The names of models that the pull accepts. */
const MODEL = /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._:/+=,%#@-]{0,399}$/;
const INSTANCE = /^[a-z0-9][a-z0-9.-]{0,252}\/[a-z0-9][a-z0-9.-]{0,252}$/;

/** `undefined` for a pod without our gate and for one being deleted. */
export function readGatedPod(object: JsonObject): GatedPod | undefined {
  const [metadata, spec] = [objectAt(object, "metadata"), objectAt(object, "spec")];
  const gates = objectsAt(spec, "schedulingGates").map((gate) => textAt(gate, "name"));
  if (!gates.includes(GATE) || textAt(metadata, "deletionTimestamp") !== undefined) return undefined;
  const namespace = textAt(metadata, "namespace") ?? "";
  const gang = textAt(objectAt(metadata, "labels"), GROVE_GANG);
  return {
    namespace,
    name: textAt(metadata, "name") ?? "",
    uid: textAt(metadata, "uid") ?? "",
    ...readWaiting(textAt(objectAt(metadata, "annotations"), STATUS_ANNOTATION) ?? ""),
    createdAt: Date.parse(textAt(metadata, "creationTimestamp") ?? "") || 0,
    deadlineSeconds: chooseDeadline(spec),
    gang: gang && `${namespace}/${gang}`,
    isGangIncomplete: gates.includes(GROVE_GATE),
  };
}

function readWaiting(text: string): Pick<GatedPod, "instance" | "models"> {
  const status = text.length > MOST_STATUS ? undefined : parseJson(text);
  if (!isObject(status)) return { instance: undefined, models: [] };
  const instance = textAt(status, "gate");
  const names = textsAt(status, "models");
  const isKnown = instance !== undefined && INSTANCE.test(instance) && names.every((name) => MODEL.test(name));
  return isKnown ? { instance, models: [...new Set(names)] } : { instance: undefined, models: [] };
}

function chooseDeadline(spec: JsonObject): number {
  const pull = objectsAt(spec, "initContainers").find((each) => textAt(each, "name") === PULL_NAME) ?? {};
  return readDeadline(pull) || DEFAULT_SECONDS;
}
