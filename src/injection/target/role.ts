import { type JsonObject, textAt } from "../../kubernetes/json.ts";
import { DYNAMO, INJECT_LABEL, isModelExpressName } from "../../model-express/keys.ts";
import type { Pod } from "../pod/pod.ts";
import type { SkipReason } from "../reason.ts";
import { sealMark } from "./sealed.ts";
import { captureMark, restoreMark } from "./snapshot.ts";

/** The role of a component's pod. A `bystander` (planner, epp) never loads weights. */
export type Role = "worker" | "frontend" | "bystander";

export interface Skip {
  readonly reason: SkipReason;
  readonly detail: string;
}

/** Set by the kubelet on the API server's copy of a static pod (kubernetes.io, "Well-Known Annotations"). */
const MIRROR_ANNOTATION = "kubernetes.io/config.mirror";

const SERVER_IMAGE = /(?:^|\/)model-?express-server(?:[:@]|$)/;

/** The pod's role, or why it is skipped. */
export function decideRole(pod: Pod): Role | Skip {
  return findExclusion(pod) ?? roleByType(textAt(pod.labels, DYNAMO.componentType) ?? "");
}

function roleByType(type: string): Role {
  const name = type.toLowerCase();
  if (name === "planner" || name === "epp") return "bystander";
  return name === "frontend" ? "frontend" : "worker";
}

function findExclusion(pod: Pod): Skip | undefined {
  const { labels, annotations } = pod;
  if (textAt(annotations, MIRROR_ANNOTATION) !== undefined) return skip("MirrorPod", `annotation ${MIRROR_ANNOTATION}`);
  const inject = textAt(labels, INJECT_LABEL);
  if (inject === "disabled") return skip("OptedOut", `label ${INJECT_LABEL}=disabled`);
  if (inject !== undefined && inject !== "enabled") {
    return skip("InvalidAnnotation", `label ${INJECT_LABEL} is "${inject}"; accepted: "enabled", "disabled"`);
  }
  if (inject === undefined && !isDynamo(labels)) {
    return skip("NotDynamo", `it has no nvidia.com/dynamo-… label; label it ${INJECT_LABEL}=enabled to include it`);
  }
  return specialRole(pod);
}

function isDynamo(labels: JsonObject): boolean {
  const marks = [DYNAMO.graph, DYNAMO.component, DYNAMO.componentType, DYNAMO.namespace];
  return marks.some((key) => textAt(labels, key) !== undefined);
}

function specialRole(pod: Pod): Skip | undefined {
  if (pod.isWindows) return skip("NotLinux", "it runs on Windows nodes only");
  if (pod.containers.length === 0) return skip("NoContainers", "spec.containers is empty");
  const capture = captureMark(pod);
  if (capture !== undefined) return skip("SnapshotCapture", capture);
  const restored = restoreMark(pod);
  if (restored !== undefined) return skip("RestoreTarget", restored);
  const seal = sealMark(pod);
  if (seal !== undefined)
    return skip("SealedPod", `${seal}; label it ${INJECT_LABEL}=enabled if its policy admits more`);
  if (isServer(pod)) return skip("ModelExpressServer", "it runs Model Express");
  return undefined;
}

/** The upstream example runs the server as a component of type `frontend` with the name ModelExpress. */
function isServer({ labels, containers }: Pod): boolean {
  const isNamed = [DYNAMO.componentType, DYNAMO.component].some((key) => isModelExpressName(textAt(labels, key) ?? ""));
  // A mesh puts its proxy first.
  const server = containers.find(({ name }) => name === "main") ?? containers[0];
  return isNamed || isServerImage(server?.image ?? "");
}

/** Whether an image is Model Express's, from any registry. */
export function isServerImage(image: string): boolean {
  return SERVER_IMAGE.test(image);
}

function skip(reason: SkipReason, detail: string): Skip {
  return { reason, detail };
}
