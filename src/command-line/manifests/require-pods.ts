import { type JsonObject, textAt } from "../../kubernetes/json.ts";
import { isTemplated, objectsIn } from "../../kubernetes/manifest-objects.ts";
import { isOperated } from "../../operator/read-graph.ts";
import { EXIT, Failure } from "../failure.ts";
import type { DecidedTemplate } from "./decide-manifests.ts";
import { describeLack } from "./describe-content.ts";
import { describeEmptyGraph } from "./empty-graph.ts";
import { requireKinds } from "./misspelt-kinds.ts";
import { formatObjectTitle, listTitles } from "./object-title.ts";
import type { InputFile } from "./read-input.ts";
import { requireRendered } from "./unrendered.ts";

/**
 * Requires that the input has something to decide.
 *
 * @throws {Failure} with the file, its content, and the accepted kinds
 */
export function requirePods(inputs: readonly InputFile[], decided: readonly DecidedTemplate[]): void {
  requireKinds(inputs);
  if (decided.length === 0) requireRendered(inputs);
  const problems = inputs.flatMap((input) => listProblems(input, decided));
  const [first] = problems;
  const isEmptyGraph = first !== undefined && problems.some(({ isAlways }) => isAlways);
  if (first !== undefined && (decided.length === 0 || isEmptyGraph)) {
    const messages = problems.filter(({ isAlways }) => isAlways || decided.length === 0);
    throw new Failure(messages.map(({ text }) => text).join("\nerror: "), EXIT.problem);
  }
}

/**
 * Requires an object in any of the files.
 *
 * @throws {Failure} with each file and its content
 */
export function requireObjects(inputs: readonly InputFile[]): void {
  requireKinds(inputs);
  const lacks = inputs.flatMap(({ name, manifests }) => {
    const lack = describeLack(manifests);
    return lack === undefined ? [] : [`${name}: ${lack}`];
  });
  if (lacks.length === inputs.length) throw new Failure(lacks.join("\nerror: "), EXIT.problem);
}

interface Problem {
  readonly text: string;
  /** Whether it is a problem even if other documents have pods. */
  readonly isAlways: boolean;
}

function listProblems({ name, manifests }: InputFile, decided: readonly DecidedTemplate[]): readonly Problem[] {
  const objects = manifests.flatMap(({ value }) => objectsIn(value).map(({ object }) => object));
  const lack = describeLack(manifests);
  if (lack !== undefined) return [{ text: `${name}: ${lack}`, isAlways: false }];
  const graphs = objects.filter(isOperated).filter((graph) => !hasPods(graph, name, decided));
  if (graphs.length > 0)
    return graphs.map((graph) => ({
      text: `${name}: ${formatObjectTitle(graph)} ${describeEmptyGraph(graph)}`,
      isAlways: true,
    }));
  const hasOne = decided.some(({ file }) => file === name);
  return hasOne ? [] : [{ text: `${name}: ${nothingFor(objects)}`, isAlways: false }];
}

function hasPods(graph: JsonObject, file: string, decided: readonly DecidedTemplate[]): boolean {
  const source = formatObjectTitle(graph);
  return decided.some((one) => one.file === file && one.derivation?.source === source);
}

function nothingFor(objects: readonly JsonObject[]): string {
  const [lacking] = objects.filter((object) => isTemplated(textAt(object, "kind")));
  if (lacking !== undefined)
    return `${formatObjectTitle(lacking)} has no pod template that can be read; correct its spec`;
  return `no pod, pod template or graph in it; it has ${listTitles(objects)}. ${ACCEPTED}`;
}

const ACCEPTED =
  "Accepted: Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, LeaderWorkerSet, PodTemplate, " +
  "DynamoGraphDeployment, DynamoComponentDeployment and Lists of them";
