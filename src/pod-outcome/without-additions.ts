import type { InjectMutation, Mutation } from "../injection/mutate-pod.ts";
import { isScriptVolume } from "../injection/patch/script-volume.ts";
import { describeSource } from "../injection/patch/status.ts";
import { TOKEN_VOLUME } from "../injection/patch/volumes.ts";
import { STATUS_ANNOTATION } from "../injection/target/annotation-keys.ts";
import { ADDRESS_VARIABLES } from "../injection/target/own-address.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { PULL_NAME } from "../model-express/pull-container.ts";
import { type Admitted, readAdmitted } from "./admitted.ts";
import { readPull } from "./pull.ts";

/** Decides about a pod. */
export type Decide = (pod: JsonObject) => Promise<Mutation>;

/**
 * Decides about an injected pod as if it had never been injected, so that the injector's additions are not explained
 * as the user's. The reason and the operations remain those of the pod as it is.
 */
export async function decideWithoutAdditions(pod: JsonObject, decide: Decide): Promise<Mutation> {
  const actual = await decide(pod);
  const admitted = readAdmitted(pod);
  if (admitted === undefined || admitted === "unreadable") return actual;
  const bare = await decideBare(pod, admitted, decide);
  if (bare === undefined) return actual;
  return { ...bare, reason: actual.reason, operations: actual.operations };
}

/** By container, the number of variables at the end of the list that may be the injector's. */
type Added = ReadonlyMap<string, number>;

/** Each try makes one decision. */
const MOST_TRIES = 128;

/**
 * The injector appends variables. Finds the largest number of them whose removal makes a new injection restore the
 * pod; this tells the user's own variables at the end of the list apart.
 */
async function decideBare(pod: JsonObject, admitted: Admitted, decide: Decide): Promise<InjectMutation | undefined> {
  for (const added of listChoices(mostAdded(pod, admitted))) {
    if (keepsOurAddress(pod, admitted, added)) continue;
    const mutation = await decide(strip(pod, admitted, added));
    if (!isInjected(mutation) || describeSource(mutation.decision) !== admitted.from) continue;
    if (restores(pod, added, mutation)) return mutation;
  }
  return undefined;
}

function isInjected(mutation: Mutation): mutation is InjectMutation {
  return mutation.decision.outcome === "inject";
}

/** Lists the possible additions, largest first. */
function listChoices(most: Added): readonly Added[] {
  let choices: readonly (readonly (readonly [string, number])[])[] = [[]];
  for (const [name, count] of most) {
    const counts = Array.from({ length: count + 1 }, (_, less) => [name, count - less] as const);
    choices = choices.flatMap((choice) => counts.map((each) => [...choice, each])).slice(0, MOST_CHOICES);
  }
  const sum = (choice: (typeof choices)[number]): number => choice.reduce((total, [, count]) => total + count, 0);
  return [...choices]
    .sort((a, b) => sum(b) - sum(a))
    .slice(0, MOST_TRIES)
    .map((choice) => new Map(choice));
}

/** Whether the pod would keep an address that came from an instance, so not from the user. */
function keepsOurAddress(pod: JsonObject, { from, url }: Admitted, added: Added): boolean {
  if (from.includes(" of container ")) return false;
  return [...added].some(([name, count]) => {
    const env = readEnv(pod, name);
    const kept = env.slice(0, env.length - count);
    return kept.some((each) => ADDRESS_VARIABLES.some((address) => address === each["name"]) && each["value"] === url);
  });
}

/** Bounds the list from which the best are chosen. */
const MOST_CHOICES = 10_000;

function mostAdded(pod: JsonObject, { containers }: Admitted): Added {
  const targets = allContainers(pod).filter((each) => containers.includes(textAt(each, "name") ?? ""));
  return new Map(targets.map((each) => [textAt(each, "name") ?? "", measureSuffix(objectsAt(each, "env"))]));
}

function allContainers(pod: JsonObject): readonly JsonObject[] {
  const spec = objectAt(pod, "spec");
  return [...objectsAt(spec, "containers"), ...objectsAt(spec, "initContainers")];
}

/** Prefixes of the variables that the injector adds. */
const OURS = /^(?:MODEL_EXPRESS_|MX_|HF_|POD_(?:NAME|UID|NAMESPACE)$|DYN_TRTLLM_OVERRIDE_ENGINE_ARGS$|UCX_)/;

function measureSuffix(env: readonly JsonObject[]): number {
  const last = env.findLastIndex((variable) => !OURS.test(textAt(variable, "name") ?? ""));
  return env.length - 1 - last;
}

/** Whether each container gets back exactly what was removed. */
function restores(pod: JsonObject, added: Added, { decision, plan }: InjectMutation): boolean {
  const names = decision.containers.map(({ target }) => target.container.name);
  return [...added].every(([name, count]) => {
    const env = readEnv(pod, name);
    const kept = new Set(env.slice(0, env.length - count).map((variable) => variable["name"]));
    const planned = plan.containers[names.indexOf(name)]?.env ?? [];
    const missing = planned.filter((variable) => !kept.has(variable["name"] ?? ""));
    return JSON.stringify(missing) === JSON.stringify(env.slice(env.length - count));
  });
}

function readEnv(pod: JsonObject, name: string): readonly JsonObject[] {
  return objectsAt(allContainers(pod).find((each) => textAt(each, "name") === name) ?? {}, "env");
}

function strip(pod: JsonObject, admitted: Admitted, added: Added): JsonObject {
  const metadata = objectAt(pod, "metadata");
  const { [STATUS_ANNOTATION]: _, ...annotations } = objectAt(metadata, "annotations");
  const spec = objectAt(pod, "spec");
  const volumeNames = [...(admitted.volume === undefined ? [] : [admitted.volume]), TOKEN_VOLUME];
  const isAdded = (item: JsonObject): boolean => volumeNames.includes(textAt(item, "name") ?? "");
  const stripContainer = (container: JsonObject): JsonObject => {
    const env = objectsAt(container, "env");
    const count = added.get(textAt(container, "name") ?? "") ?? 0;
    const mounts = objectsAt(container, "volumeMounts").filter((mount) => !isAdded(mount));
    return { ...container, env: env.slice(0, env.length - count), volumeMounts: mounts };
  };
  const containers = objectsAt(spec, "containers").map(stripContainer);
  const inits = objectsAt(spec, "initContainers").filter((each) => !isPull(pod, each));
  const volumes = objectsAt(spec, "volumes").filter((volume) => !isAdded(volume) && !isScriptVolume(volume));
  const lists = { containers, initContainers: inits.map(stripContainer), volumes };
  return { ...pod, metadata: { ...metadata, annotations }, spec: { ...spec, ...lists } };
}

function isPull(pod: JsonObject, container: JsonObject): boolean {
  return textAt(container, "name") === PULL_NAME && readPull(pod) !== undefined;
}
