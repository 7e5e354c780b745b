import { isWarned, REASONS } from "../../injection/reason.ts";
import type { Target } from "../../injection/target/target.ts";
import { WARNINGS } from "../../injection/warning.ts";
import type { SearchStep, StepName } from "../../model-express/search.ts";
import { describeUnmetRequest } from "../../pod-outcome/unmet-request.ts";
import type { DecidedTemplate } from "../manifests/decide-manifests.ts";
import { describeOptIn, optInCommand } from "../manifests/opt-in.ts";
import type { Colors } from "../terminal.ts";
import { chapter, showLink } from "./chapter.ts";
import { injectionChapters } from "./injection-story.ts";

/** What a story is about. */
export type Explained = Omit<DecidedTemplate, "file" | "manifest"> & {
  readonly file?: string;
  /** Whether its namespace is opted in; `undefined` if it is not in the manifests. */
  readonly isOptedIn?: boolean | undefined;
  /** The value of its opt-in label. */
  readonly optInLabel?: string | undefined;
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
    ...(headline?.map((line) => `  ${line}`) ?? describeResult(decided, colors, isTooLate)),
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
          `${colors.yellow(code)}: ${WARNINGS[code]}\n      ${detail}\n      ${colors.dim(showLink(code))}`,
      ),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/** The decision in a few lines, with the way out if it is an error. */
export function describeResult(
  { template, mutation }: Explained,
  colors: Colors,
  isTooLate: boolean,
): readonly string[] {
  const { reason, decision, operations } = mutation;
  const { outcome, sentence } = REASONS[reason];
  const isProblem = isWarned(reason);
  const paint = outcome === "inject" ? colors.green : isProblem ? colors.red : colors.cyan;
  const injected = isTooLate ? "Would be injected now" : "Injected";
  const verdict = outcome === "inject" ? `${injected} by ${operations.length} additions` : "Left as it is";
  const lines = [`  ${paint(`${verdict}: ${reason}`)} (${sentence})`];
  const unmet = describeUnmetRequest(template.template, reason);
  if (decision.outcome === "skip") lines.push(`  ${unmet ?? decision.detail}`);
  return [...lines, `  ${colors.dim(showLink(reason))}`];
}

function derivationLines({ derivation }: Explained): readonly string[] {
  if (derivation === undefined) return [];
  const { count, operator } = derivation;
  const pods = count === 1 ? "one pod" : `${count} pods`;
  return [`  ${pods}, derived by the rules of Dynamo's operator ${operator}`];
}

function optInLine({ namespace, isOptedIn, optInLabel }: Explained): string {
  if (isOptedIn !== undefined) return describeOptIn({ namespace, isOptedIn, optInLabel });
  const command = optInCommand(namespace);
  return `${namespace} is in none of the manifests, so it is assumed to be opted in; if it is not: ${command}`;
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
    if (model.kind === "relative") return `${model.path}, which may be ${describePlace(model)} (${model.flag})`;
    return model.kind === "uri" ? `${model.uri} (${model.flag})` : `unknown: ${model.text} (${model.flag})`;
  });
  const named = models.length === 0 ? "names no model" : `names ${models.join(", ")}`;
  const kind = isFrontend ? "; a frontend: it fetches no weights" : "";
  return `${container.name}: ${named}${kind}${own === undefined ? "" : `; sets ${own.setBy} itself`}`;
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

function describePlace({ mount }: { readonly mount?: string }): string {
  return mount === undefined ? "a directory that the command makes" : `on the volume at ${mount}`;
}
