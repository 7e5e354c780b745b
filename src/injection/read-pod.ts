import { isObject, type JsonObject, type JsonValue, member } from "./json.ts";
import type { Container, EnvVar, Pod, SecurityContext, Volume, VolumeMount } from "./pod.ts";
import { asObject, listIn, Malformed, objectIn, optionalTextIn, textIn, textsIn, wordsIn } from "./strict-json.ts";

/** The object is no pod that Kubernetes would take: `problem` names the place and what is wrong there. */
export interface MalformedPod {
  readonly problem: string;
}

/** Parses the raw object (`{metadata, spec}`, as in a Pod or a pod template). Never throws. */
export function readPod(raw: unknown): Pod | MalformedPod {
  try {
    return podOf(asObject(raw, "the pod"));
  } catch (error) {
    if (error instanceof Malformed) return { problem: error.message };
    throw error;
  }
}

export function isMalformed(pod: Pod | MalformedPod): pod is MalformedPod {
  return "problem" in pod;
}

function podOf(raw: JsonObject): Pod {
  const metadata = objectIn(raw, "metadata", "");
  const spec = asObject(member(raw, "spec"), "spec");
  return {
    labels: textsIn(metadata, "labels", "metadata."),
    annotations: textsIn(metadata, "annotations", "metadata."),
    containers: listIn(spec, "containers", "spec.").map(containerIn("containers")),
    initContainers: listIn(spec, "initContainers", "spec.").map(containerIn("initContainers")),
    volumes: listIn(spec, "volumes", "spec.").map(volumeOf),
    imagePullSecrets: listIn(spec, "imagePullSecrets", "spec.").map(secretName),
    security: securityOf(objectIn(spec, "securityContext", "spec.")),
  };
}

function containerIn(field: string): (value: JsonValue, index: number) => Container {
  return (value, index) => {
    const at = `spec.${field}[${index}]`;
    const raw = asObject(value, at);
    return {
      pointer: `/spec/${field}/${index}`,
      name: textIn(raw, "name", `${at}.`),
      image: optionalTextIn(raw, "image", `${at}.`) ?? "",
      command: wordsIn(raw, "command", `${at}.`),
      args: wordsIn(raw, "args", `${at}.`),
      env: listIn(raw, "env", `${at}.`).map((entry, i) => envVarOf(entry, `${at}.env[${i}]`)),
      hasEnvFrom: listIn(raw, "envFrom", `${at}.`).length > 0,
      mounts: listIn(raw, "volumeMounts", `${at}.`).map((entry, i) => mountOf(entry, `${at}.volumeMounts[${i}]`)),
      isNativeSidecar: field === "initContainers" && member(raw, "restartPolicy") === "Always",
      security: securityOf(objectIn(raw, "securityContext", `${at}.`)),
    };
  };
}

function envVarOf(entry: JsonValue, at: string): EnvVar {
  const raw = asObject(entry, at);
  const value = optionalTextIn(raw, "value", `${at}.`);
  const valueFrom = member(raw, "valueFrom");
  return {
    name: textIn(raw, "name", `${at}.`),
    ...(value === undefined ? {} : { value }),
    ...(valueFrom === undefined ? {} : { valueFrom: asObject(valueFrom, `${at}.valueFrom`) }),
  };
}

function mountOf(entry: JsonValue, at: string): VolumeMount {
  const raw = asObject(entry, at);
  return {
    name: textIn(raw, "name", `${at}.`),
    mountPath: textIn(raw, "mountPath", `${at}.`),
    isReadOnly: member(raw, "readOnly") === true,
    subPath: optionalTextIn(raw, "subPath", `${at}.`) ?? "",
    subPathExpr: optionalTextIn(raw, "subPathExpr", `${at}.`) ?? "",
  };
}

function volumeOf(entry: JsonValue, index: number): Volume {
  const at = `spec.volumes[${index}]`;
  const raw = asObject(entry, at);
  // A volume without a source is an emptyDir (API reference, core/v1 Volume).
  const source = Object.keys(raw).find((key) => key !== "name" && member(raw, key) !== undefined) ?? "emptyDir";
  const details = objectIn(raw, source, `${at}.`);
  const claimName = source === "persistentVolumeClaim" ? textIn(details, "claimName", `${at}.${source}.`) : undefined;
  return {
    name: textIn(raw, "name", `${at}.`),
    source,
    isReadOnly: member(details, "readOnly") === true,
    ...(claimName === undefined ? {} : { claimName }),
  };
}

function secretName(entry: JsonValue, index: number): string {
  const at = `spec.imagePullSecrets[${index}]`;
  return optionalTextIn(asObject(entry, at), "name", `${at}.`) ?? "";
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
