import { isObject, type JsonObject, type JsonValue, member } from "./json.ts";

/** What the decision reads of a pod. Everything else stays in the raw JSON, untouched. */
export interface Pod {
  readonly labels: JsonObject;
  readonly annotations: JsonObject;
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly imagePullSecrets: readonly string[];
  readonly security: SecurityContext;
}

export interface Container {
  /** Where it stands in the pod, a JSON pointer: `/spec/containers/0`. */
  readonly pointer: string;
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly EnvVar[];
  /** Whether `envFrom` may define variables that admission cannot see. */
  readonly hasEnvFrom: boolean;
  readonly mounts: readonly VolumeMount[];
  /** An init container with `restartPolicy: Always`. */
  readonly isNativeSidecar: boolean;
  readonly security: SecurityContext;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: JsonObject;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly isReadOnly: boolean;
  /** Relative to the volume's root; empty for all of it. */
  readonly subPath: string;
  readonly subPathExpr: string;
}

export interface Volume {
  readonly name: string;
  /** The key of its source: `persistentVolumeClaim`, `emptyDir`, `configMap`, … */
  readonly source: string;
  /** Set for `persistentVolumeClaim` only. */
  readonly claimName?: string;
  /** The source itself says `readOnly: true`: no mount of it can be written. */
  readonly isReadOnly: boolean;
}

/** The fields that an injected container has to follow. */
export interface SecurityContext {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly seLinuxOptions?: JsonObject;
}

/** The object is no pod that Kubernetes would take: `problem` names the place and what is wrong there. */
export interface MalformedPod {
  readonly problem: string;
}

class Malformed extends Error {}

/** Parses the raw object (`{metadata, spec}`, as in a Pod or a pod template). Never throws. */
export function readPod(raw: unknown): Pod | MalformedPod {
  try {
    return podOf(objectAt(raw, "the pod"));
  } catch (error) {
    if (error instanceof Malformed) return { problem: error.message };
    throw error;
  }
}

export function isMalformed(pod: Pod | MalformedPod): pod is MalformedPod {
  return "problem" in pod;
}

function podOf(raw: JsonObject): Pod {
  const metadata = optionalObject(raw, "metadata", "");
  const spec = objectAt(member(raw, "spec"), "spec");
  return {
    labels: strings(metadata, "labels", "metadata."),
    annotations: strings(metadata, "annotations", "metadata."),
    containers: list(spec, "containers", "spec.").map(containerIn("containers")),
    initContainers: list(spec, "initContainers", "spec.").map(containerIn("initContainers")),
    volumes: list(spec, "volumes", "spec.").map(volumeOf),
    imagePullSecrets: list(spec, "imagePullSecrets", "spec.").map(secretName),
    security: securityOf(optionalObject(spec, "securityContext", "spec.")),
  };
}

function containerIn(field: string): (value: JsonValue, index: number) => Container {
  return (value, index) => {
    const at = `spec.${field}[${index}]`;
    const raw = objectAt(value, at);
    return {
      pointer: `/spec/${field}/${index}`,
      name: text(raw, "name", `${at}.`),
      image: optionalText(raw, "image", `${at}.`) ?? "",
      command: words(raw, "command", `${at}.`),
      args: words(raw, "args", `${at}.`),
      env: list(raw, "env", `${at}.`).map((entry, i) => envVarOf(entry, `${at}.env[${i}]`)),
      hasEnvFrom: list(raw, "envFrom", `${at}.`).length > 0,
      mounts: list(raw, "volumeMounts", `${at}.`).map((entry, i) => mountOf(entry, `${at}.volumeMounts[${i}]`)),
      isNativeSidecar: field === "initContainers" && member(raw, "restartPolicy") === "Always",
      security: securityOf(optionalObject(raw, "securityContext", `${at}.`)),
    };
  };
}

function envVarOf(entry: JsonValue, at: string): EnvVar {
  const raw = objectAt(entry, at);
  const value = optionalText(raw, "value", `${at}.`);
  const valueFrom = member(raw, "valueFrom");
  return {
    name: text(raw, "name", `${at}.`),
    ...(value === undefined ? {} : { value }),
    ...(valueFrom === undefined ? {} : { valueFrom: objectAt(valueFrom, `${at}.valueFrom`) }),
  };
}

function mountOf(entry: JsonValue, at: string): VolumeMount {
  const raw = objectAt(entry, at);
  return {
    name: text(raw, "name", `${at}.`),
    mountPath: text(raw, "mountPath", `${at}.`),
    isReadOnly: member(raw, "readOnly") === true,
    subPath: optionalText(raw, "subPath", `${at}.`) ?? "",
    subPathExpr: optionalText(raw, "subPathExpr", `${at}.`) ?? "",
  };
}

function volumeOf(entry: JsonValue, index: number): Volume {
  const at = `spec.volumes[${index}]`;
  const raw = objectAt(entry, at);
  // A volume without a source is an emptyDir (API reference, core/v1 Volume).
  const source = Object.keys(raw).find((key) => key !== "name" && member(raw, key) !== undefined) ?? "emptyDir";
  const details = optionalObject(raw, source, `${at}.`);
  const claimName = source === "persistentVolumeClaim" ? text(details, "claimName", `${at}.${source}.`) : undefined;
  return {
    name: text(raw, "name", `${at}.`),
    source,
    isReadOnly: member(details, "readOnly") === true,
    ...(claimName === undefined ? {} : { claimName }),
  };
}

function secretName(entry: JsonValue, index: number): string {
  const at = `spec.imagePullSecrets[${index}]`;
  return optionalText(objectAt(entry, at), "name", `${at}.`) ?? "";
}

function securityOf(raw: JsonObject): SecurityContext {
  const runAsUser = member(raw, "runAsUser");
  const runAsGroup = member(raw, "runAsGroup");
  const runAsNonRoot = member(raw, "runAsNonRoot");
  const seLinuxOptions = member(raw, "seLinuxOptions");
  return {
    ...(typeof runAsUser === "number" ? { runAsUser } : {}),
    ...(typeof runAsGroup === "number" ? { runAsGroup } : {}),
    ...(typeof runAsNonRoot === "boolean" ? { runAsNonRoot } : {}),
    ...(isObject(seLinuxOptions) ? { seLinuxOptions } : {}),
  };
}

function strings(parent: JsonObject, key: string, at: string): JsonObject {
  const object = optionalObject(parent, key, at);
  for (const [name, value] of Object.entries(object)) {
    // Kubernetes reads null as an empty text.
    if (value !== null && typeof value !== "string")
      throw new Malformed(`${at}${key}["${name}"] is ${kindOf(value)}, not a string`);
  }
  return object;
}

function words(parent: JsonObject, key: string, at: string): readonly string[] {
  return list(parent, key, at).map((value, index) => {
    if (typeof value !== "string") throw new Malformed(`${at}${key}[${index}] is ${kindOf(value)}, not a string`);
    return value;
  });
}

function list(parent: JsonObject, key: string, at: string): readonly JsonValue[] {
  const value = member(parent, key);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Malformed(`${at}${key} is ${kindOf(value)}, not a list`);
  return value as readonly JsonValue[];
}

function optionalObject(parent: JsonObject, key: string, at: string): JsonObject {
  const value = member(parent, key);
  return value === undefined ? {} : objectAt(value, `${at}${key}`);
}

function objectAt(value: unknown, at: string): JsonObject {
  if (!isObject(value)) throw new Malformed(`${at} is ${kindOf(value)}, not an object`);
  return value;
}

function text(parent: JsonObject, key: string, at: string): string {
  const value = optionalText(parent, key, at);
  if (value === undefined || value === "") throw new Malformed(`${at}${key} is missing`);
  return value;
}

function optionalText(parent: JsonObject, key: string, at: string): string | undefined {
  const value = member(parent, key);
  if (value === undefined || typeof value === "string") return value;
  throw new Malformed(`${at}${key} is ${kindOf(value)}, not a string`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
