import type { ContainerDecision, InjectDecision } from "../../injection/decision.ts";
import type { Plan } from "../../injection/patch/plan.ts";
import { isWarned, REASONS } from "../../injection/reason.ts";
import type { Target } from "../../injection/target/target.ts";
import { WARNINGS } from "../../injection/warning.ts";
import { durationText } from "../../kubernetes/duration.ts";
import { isObject, type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { INJECT_LABEL } from "../../model-express/keys.ts";
import type { SearchStep, StepName } from "../../model-express/search.ts";
import type { DecidedTemplate } from "../manifests/decide-manifests.ts";
import type { Colors } from "../terminal.ts";
import { changedCommand } from "./changed-command.ts";

/** The section of the documentation for a reason or warning. */
function linkTo(code: string): string {
  return `docs/reasons.md#${code.toLowerCase()}`;
}

/** What a story is about. */
export type Explained = Omit<DecidedTemplate, "file" | "manifest"> & {
  readonly file?: string;
  /** Whether its namespace is opted in; `undefined` if it is not in the manifests. */
  readonly isOptedIn?: boolean | undefined;
};

export interface StoryOptions {
  readonly colors: Colors;
  /** {@link chapter}s after the result. */
  readonly before?: readonly string[];
  /** Whether the pod exists already, so that nothing will be done to it. */
  readonly isTooLate?: boolean;
  /** Replaces the decision's result: the pod's state. */
  readonly headline?: readonly string[];
}

/** Describes the decision: each step, its input and its result. */
export function renderStory(
  decided: Explained,
  { colors, before = [], isTooLate = false, headline }: StoryOptions,
): string {
  const { template, namespace, mutation } = decided;
  const { decision } = mutation;
  const lines = [
    colors.bold(`${template.title}, namespace ${namespace}`),
    ...derivationLines(decided),
    "",
    ...(headline?.map((line) => `  ${line}`) ?? result(decided, colors, isTooLate)),
    ...before,
    ...chapter("Its namespace", isTooLate ? [] : [optInLine(decided)]),
    ...chapter("What it is", whatItIs(decided)),
    ...chapter("Containers that load or serve a model", (decision.trace.targets ?? []).map(aboutTarget)),
    ...chapter(
      "Which Model Express",
      (decision.trace.steps ?? []).map((step) => aboutStep(step, colors)),
    ),
    ...("plan" in mutation ? injectionChapters(mutation.decision, mutation.plan, colors) : []),
    ...chapter(
      "Warnings",
      decision.warnings.map(
        ({ code, detail }) =>
          `${colors.yellow(code)}: ${WARNINGS[code]}\n      ${detail}\n      ${colors.dim(linkTo(code))}`,
      ),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function result({ mutation }: Explained, colors: Colors, isTooLate: boolean): readonly string[] {
  const { reason, decision, operations } = mutation;
  const { outcome, sentence } = REASONS[reason];
  const isProblem = isWarned(reason);
  const paint = outcome === "inject" ? colors.green : isProblem ? colors.red : colors.cyan;
  const injected = isTooLate ? "Would be injected now" : "Injected";
  const verdict = outcome === "inject" ? `${injected} by ${operations.length} additions` : "Left as it is";
  const lines = [`  ${paint(`${verdict}: ${reason}`)} (${sentence})`];
  if (decision.outcome === "skip") lines.push(`  ${decision.detail}`);
  return [...lines, `  ${colors.dim(linkTo(reason))}`];
}

function derivationLines({ derivation }: Explained): readonly string[] {
  if (derivation === undefined) return [];
  const { count, operator } = derivation;
  const pods = count === 1 ? "one pod" : `${count} pods`;
  return [`  ${pods}, derived by the rules of Dynamo's operator ${operator}`];
}

function optInLine({ namespace, isOptedIn }: Explained): string {
  const label = `kubectl label namespace ${namespace} ${INJECT_LABEL}=enabled --overwrite`;
  if (isOptedIn === true) return `${namespace} is opted in: ${INJECT_LABEL}=enabled`;
  if (isOptedIn === false) return `${namespace} is not opted in: ${label}`;
  return `${namespace} is in none of the manifests, so it is assumed to be opted in; if it is not: ${label}`;
}

/** A title with its lines; empty without lines. */
export function chapter(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `  ${title}`, ...lines.map((line) => `    ${line}`)];
}

function whatItIs({ mutation: { decision } }: Explained): readonly string[] {
  const { role, dynamoNamespace } = decision.trace;
  if (role === undefined) return [];
  const scope = dynamoNamespace === undefined ? "no dynamo namespace" : `dynamo namespace ${dynamoNamespace}`;
  return [`a ${role === "bystander" ? "component that loads no weights" : role}; ${scope}`];
}

function aboutTarget({ container, isFrontend, detection, own }: Target): string {
  const models = detection.models.map((model) => {
    if (model.kind === "hub")
      return `${model.id}${model.revision === undefined ? "" : `@${model.revision}`} (${model.flag})`;
    if (model.kind === "local") return `the path ${model.path} (${model.flag})`;
    return model.kind === "uri" ? `${model.uri} (${model.flag})` : `unknown: ${model.text} (${model.flag})`;
  });
  const named = models.length === 0 ? "names no model" : `names ${models.join(", ")}`;
  const kind = isFrontend ? "; a frontend: it fetches no weights" : "";
  return `${container.name}: ${named}${kind}${own === undefined ? "" : `; sets ${own.variable} itself`}`;
}

const STEPS: Readonly<Record<StepName, string>> = {
  annotation: "1. the pod's annotation url",
  environment: "2. the container's own address",
  "dynamo namespace": "3. the instance for the dynamo namespace, in the pod's namespace",
  "global here": "4. the global instance in the pod's namespace",
  "global elsewhere": "5. the global instance in globalNamespaces",
  "default URL": "6. the configuration's defaultUrl",
};

function aboutStep({ step, isChosen, detail }: SearchStep, colors: Colors): string {
  return isChosen ? colors.green(`✓ ${STEPS[step]}: ${detail}`) : colors.dim(`– ${STEPS[step]}: ${detail}`);
}

function injectionChapters(
  decision: InjectDecision,
  { initContainer, containers }: Plan,
  colors: Colors,
): readonly string[] {
  const gets = decision.containers.flatMap((container, index) => [
    ...aboutContainer(container, containers[index]?.env ?? []),
    ...changedCommand(container.target.container, container.peers, colors).map((line) => `  ${line}`),
  ]);
  return [
    ...chapter("How the weights get there", howTheyGetThere(decision, initContainer?.container)),
    ...chapter("What each container gets, where it has none of its own", gets),
  ];
}

function howTheyGetThere({ mode, place, pull }: InjectDecision, container: JsonObject | undefined): readonly string[] {
  if (place === undefined) return [`mode ${mode}: the address only; no volume, no pull`];
  const where = `mode ${mode}: ${place.inner} on volume ${place.volumeName}`;
  if (pull === undefined) return [where, "nothing to pull: the runtime finds what others pulled"];
  const image = container === undefined ? "" : `, image ${container["image"]}`;
  return [
    where,
    `init container model-express-pull pulls ${pull.models.join(", ")}`,
    `within ${durationText(pull.timeoutSeconds)}${image}`,
  ];
}

function aboutContainer({ target, cache }: ContainerDecision, env: readonly JsonObject[]): readonly string[] {
  const mount = cache?.isMountNew === true ? `volume ${cache.mount.name} at ${cache.mount.mountPath}` : undefined;
  const own =
    cache !== undefined && mount === undefined ? `its own mount at ${cache.mount.mountPath} is used` : undefined;
  const lines = [mount, own, ...env.map(variableText)];
  return [`${target.container.name}:`, ...lines.flatMap((line) => (line === undefined ? [] : [`  ${line}`]))];
}

function variableText({ name, value, valueFrom }: JsonObject): string {
  if (!isObject(valueFrom)) return `${name}=${value}`;
  const path = textAt(objectAt(valueFrom, "fieldRef"), "fieldPath");
  return `${name} from ${path === undefined ? JSON.stringify(valueFrom) : `the pod's ${path}`}`;
}

/** The same as JSON. */
export function storyObject({
  file,
  template,
  namespace,
  mutation,
  operations,
  derivation,
  isOptedIn,
}: Explained): object {
  const { reason, decision } = mutation;
  const { role, dynamoNamespace, steps = [], targets = [] } = decision.trace;
  const { outcome, sentence } = REASONS[reason];
  return {
    file,
    object: template.title,
    namespace,
    ...(isOptedIn === undefined ? {} : { isOptedIn }),
    ...(derivation === undefined ? {} : { derivation: { ...derivation, pod: template.template } }),
    outcome,
    reason,
    sentence,
    link: linkTo(reason),
    ...(decision.outcome === "skip"
      ? { detail: decision.detail }
      : { mode: decision.mode, models: decision.pull?.models ?? [] }),
    role,
    dynamoNamespace,
    targets: targets.map(({ container, detection }) => ({ container: container.name, models: detection.models })),
    search: steps,
    warnings: decision.warnings,
    patch: operations,
  };
}
