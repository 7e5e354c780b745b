import { isObject, type JsonObject, type JsonValue, member, objectAt, textAt } from "../../kubernetes/json.ts";
import { resolveMountPath, resolveSubPath } from "../../kubernetes/path.ts";
import {
  asObject,
  type JsonPlace,
  listIn,
  Malformed,
  objectIn,
  optionalTextIn,
  ROOT,
  textIn,
  textsIn,
  under,
  wordsIn,
} from "../../kubernetes/strict-json.ts";
import { demandExtent, TooLarge } from "./extent-of-pod.ts";
import { createRenamer } from "./one-name-per-claim.ts";
import { isWindowsOnly } from "./operating-system.ts";
import type { Container, EnvVar, Pod, PodNetwork, Resources, SecurityContext, Volume, VolumeMount } from "./pod.ts";

/** The object is not a pod that Kubernetes would accept. `problem` names the place and the error. */
export interface MalformedPod {
  readonly reason: "InvalidPod" | "TooLarge";
  readonly problem: string;
}

/** Parses the raw object (`{metadata, spec}`, as in a Pod or a pod template). Never throws. */
export function readPod(raw: unknown): Pod | MalformedPod {
  try {
    const pod = asObject(raw, ROOT);
    demandExtent(pod);
    return buildPod(pod);
  } catch (error) {
    if (error instanceof Malformed) return { reason: "InvalidPod", problem: error.message };
    if (error instanceof TooLarge) return { reason: "TooLarge", problem: error.message };
    throw error;
  }
}

export function isMalformed(pod: Pod | MalformedPod): pod is MalformedPod {
  return "problem" in pod;
}

const METADATA = under(ROOT, "metadata");
const SPEC = under(ROOT, "spec");

function buildPod(raw: JsonObject): Pod {
  const metadata = objectIn(raw, "metadata", ROOT);
  const spec = asObject(member(raw, "spec"), SPEC);
  const volumes = listIn(spec, "volumes", SPEC).map(readVolume);
  const withFirstNames = createRenamer(volumes);
  return {
    labels: textsIn(metadata, "labels", METADATA),
    annotations: textsIn(metadata, "annotations", METADATA),
    containers: containersIn(spec, "containers").map(withFirstNames),
    initContainers: containersIn(spec, "initContainers").map(withFirstNames),
    volumes,
    imagePullSecrets: listIn(spec, "imagePullSecrets", SPEC).map(secretName),
    security: readSecurity(objectIn(spec, "securityContext", SPEC)),
    fsGroup: numberIn(objectIn(spec, "securityContext", SPEC), "fsGroup"),
    network: readNetwork(spec),
    resources: readResources(objectIn(spec, "resources", SPEC), under(SPEC, "resources")),
    isWindows: isWindowsOnly(spec),
    hasOwnUsers: member(spec, "hostUsers") === false,
    isBound: (textAt(spec, "nodeName") ?? "") !== "",
  };
}

/** The name in Dynamo's documentation and charts: `hf-token-secret`. */
const TOKEN_SECRET = /^(?:[a-z0-9-]*-)?(?:hf|huggingface|hugging-face|hub)-?token(?:-secret|s)?$/;

function isTokenSecret(source: unknown): boolean {
  const name = isObject(source) ? textAt(objectAt(source, "secretRef"), "name") : undefined;
  return name !== undefined && name.length < 64 && TOKEN_SECRET.test(name);
}

function containersIn(spec: JsonObject, field: "containers" | "initContainers"): readonly Container[] {
  return listIn(spec, field, SPEC).map((value, index) => {
    const at = under(SPEC, field, index);
    const raw = asObject(value, at);
    const security = objectIn(raw, "securityContext", at);
    return {
      pointer: `/spec/${field}/${index}`,
      name: textIn(raw, "name", at),
      image: optionalTextIn(raw, "image", at) ?? "",
      command: wordsIn(raw, "command", at),
      args: wordsIn(raw, "args", at),
      ...readStartHook(raw, at),
      workingDirectory: optionalTextIn(raw, "workingDir", at) ?? "",
      env: listIn(raw, "env", at).map((entry, i) => readEnvVar(entry, under(at, "env", i))),
      hasEnvFrom: listIn(raw, "envFrom", at).length > 0,
      hasOnlyTokens: listIn(raw, "envFrom", at).every(isTokenSecret),
      mounts: listIn(raw, "volumeMounts", at).map((entry, i) => readMount(entry, under(at, "volumeMounts", i))),
      ...readDevices(raw, at),
      isNativeSidecar: field === "initContainers" && member(raw, "restartPolicy") === "Always",
      security: readSecurity(security),
      dropsCapabilities: dropsAll(objectAt(security, "capabilities")),
      seccompProfile: textAt(objectAt(security, "seccompProfile"), "type"),
      hasReadOnlyRoot: member(security, "readOnlyRootFilesystem") === true,
      resources: readResources(objectIn(raw, "resources", at), under(at, "resources")),
    };
  });
}

/** A container without a hook has no such member, so that most texts stay small. */
function readStartHook(raw: JsonObject, at: JsonPlace): Pick<Container, "startHook"> {
  const hook = objectAt(objectAt(objectAt(raw, "lifecycle"), "postStart"), "exec");
  return member(hook, "command") === undefined ? {} : { startHook: wordsIn(hook, "command", under(at, "lifecycle")) };
}

/** Few containers have any, so that most texts stay small. */
function readDevices(raw: JsonObject, at: JsonPlace): Pick<Container, "devicePaths"> {
  const devices = listIn(raw, "volumeDevices", at);
  if (devices.length === 0) return {};
  const paths = devices.map((entry, i) => {
    const place = under(at, "volumeDevices", i);
    return resolveMountPath(optionalTextIn(asObject(entry, place), "devicePath", place) ?? "");
  });
  return { devicePaths: paths.filter((path) => path !== "") };
}

function readEnvVar(entry: JsonValue, at: JsonPlace): EnvVar {
  const raw = asObject(entry, at);
  const name = textIn(raw, "name", at);
  const value = optionalTextIn(raw, "value", at);
  const valueFrom = member(raw, "valueFrom");
  if (valueFrom !== undefined) return { name, valueFrom: asObject(valueFrom, under(at, "valueFrom")) };
  return value === undefined ? { name } : { name, value };
}

function readMount(entry: JsonValue, at: JsonPlace): VolumeMount {
  const raw = asObject(entry, at);
  return {
    name: textIn(raw, "name", at),
    mountPath: resolveMountPath(textIn(raw, "mountPath", at)),
    isReadOnly: member(raw, "readOnly") === true,
    subPath: resolveSubPath(optionalTextIn(raw, "subPath", at) ?? ""),
    subPathExpr: optionalTextIn(raw, "subPathExpr", at) ?? "",
    ...(member(raw, "mountPropagation") === "Bidirectional" ? { isPropagating: true } : {}),
  };
}

function readVolume(entry: JsonValue, index: number): Volume {
  const at = under(SPEC, "volumes", index);
  const raw = asObject(entry, at);
  // A volume without a source is an emptyDir (API reference, core/v1 Volume).
  const source = Object.keys(raw).find((key) => key !== "name" && member(raw, key) !== undefined) ?? "emptyDir";
  const details = objectIn(raw, source, at);
  const volume = { name: textIn(raw, "name", at), source, isReadOnly: member(details, "readOnly") === true };
  if (source === "emptyDir" && member(details, "medium") === "Memory") {
    return { ...volume, memory: { limit: member(details, "sizeLimit") } };
  }
  if (source !== "persistentVolumeClaim") return volume;
  return { ...volume, claimName: textIn(details, "claimName", under(at, source)) };
}

function readNetwork(spec: JsonObject): PodNetwork {
  const searches = member(objectAt(spec, "dnsConfig"), "searches");
  return {
    isHostNetwork: member(spec, "hostNetwork") === true,
    dnsPolicy: textAt(spec, "dnsPolicy") ?? "ClusterFirst",
    searchDomains: Array.isArray(searches) ? searches.filter((domain) => typeof domain === "string") : [],
  };
}

function numberIn(raw: JsonObject, key: string): number | undefined {
  const value = member(raw, key);
  return typeof value === "number" ? value : undefined;
}

function secretName(entry: JsonValue, index: number): string {
  const at = under(SPEC, "imagePullSecrets", index);
  return optionalTextIn(asObject(entry, at), "name", at) ?? "";
}

function readResources(raw: JsonObject, at: JsonPlace): Resources {
  return { requests: objectIn(raw, "requests", at), limits: objectIn(raw, "limits", at) };
}

function dropsAll(capabilities: JsonObject): boolean {
  const dropped = member(capabilities, "drop");
  return Array.isArray(dropped) && dropped.includes("ALL");
}

function readSecurity(raw: JsonObject): SecurityContext {
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
