import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../src/kubernetes/json.ts";

/**
 * Lists a pod's violations of Pod Security `restricted`, by the rules of kubernetes.io, "Pod Security Standards"
 * (without baseline's rules on host access: nothing here concerns them). In the end-to-end tests, the admission
 * plugin itself judges the same pods.
 */
export function violationsOfRestricted(pod: JsonObject): readonly string[] {
  const spec = objectAt(pod, "spec");
  const security = objectAt(spec, "securityContext");
  const containers = [...objectsAt(spec, "initContainers"), ...objectsAt(spec, "containers")];
  return [
    ...containers.flatMap((container) => violationsOf(container, security)),
    ...objectsAt(spec, "volumes")
      .filter(isForbidden)
      .map((volume) => `volume ${textAt(volume, "name")}`),
    ...(member(security, "runAsUser") === 0 ? ["pod runAsUser"] : []),
  ];
}

function violationsOf(container: JsonObject, pod: JsonObject): readonly string[] {
  const own = objectAt(container, "securityContext");
  const capabilities = objectAt(own, "capabilities");
  const added = (member(capabilities, "add") as readonly string[] | undefined) ?? [];
  const dropped = (member(capabilities, "drop") as readonly string[] | undefined) ?? [];
  const seccomp = objectAt("seccompProfile" in own ? own : pod, "seccompProfile");
  const rules: readonly (readonly [string, boolean])[] = [
    ["allowPrivilegeEscalation", member(own, "allowPrivilegeEscalation") === false],
    ["capabilities.drop", dropped.includes("ALL")],
    ["capabilities.add", added.every((name) => name === "NET_BIND_SERVICE")],
    ["runAsNonRoot", (member(own, "runAsNonRoot") ?? member(pod, "runAsNonRoot")) === true],
    ["runAsUser", member(own, "runAsUser") !== 0],
    ["privileged", member(own, "privileged") !== true],
    ["seccompProfile", ["RuntimeDefault", "Localhost"].includes(textAt(seccomp, "type") ?? "")],
  ];
  return rules.filter(([, isMet]) => !isMet).map(([rule]) => `${textAt(container, "name")}: ${rule}`);
}

const ALLOWED = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

function isForbidden(volume: JsonObject): boolean {
  return Object.keys(volume).some((key) => key !== "name" && !ALLOWED.has(key));
}
