import { insertAdditions } from "@model-express-injector/yaml-weaving/insert.ts";
import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { createTwoFilesPatch } from "diff";
import jsonPatch from "fast-json-patch";
import { isWarned, REASONS } from "../../injection/reason.ts";
import { type DecidedTemplate, type DecisionContext, decideManifests } from "../decide-manifests.ts";
import { storyObject } from "../explain/story.ts";
import { EXIT } from "../failure.ts";
import { type InputFile, readInputs } from "../read-input.ts";
import type { Colors, Terminal } from "../terminal.ts";

export const INJECT_OUTPUTS = ["yaml", "json", "patch", "diff"] as const;
export type InjectOutput = (typeof INJECT_OUTPUTS)[number];

export interface InjectOptions extends DecisionContext {
  readonly files: readonly string[];
  readonly output: InjectOutput;
  readonly isQuiet: boolean;
}

/** Injects into manifests, offline. Returns the exit code. */
export function inject(options: InjectOptions, terminal: Terminal): number {
  const inputs = readInputs(options.files);
  const decided = decideManifests(inputs, options);
  if (options.output === "patch") terminal.out(`${JSON.stringify(decided.map(storyObject), null, 2)}\n`);
  else if (options.output === "json") terminal.out(asJson(inputs, decided));
  else printTexts(inputs, decided, options.output, terminal);
  if (!options.isQuiet) for (const one of decided) terminal.err(summary(one));
  if (!options.isQuiet && decided.length === 0) terminal.err("no pod and no pod template in the input\n");
  return decided.some(({ mutation }) => isWarned(mutation.reason)) ? EXIT.problem : EXIT.ok;
}

function printTexts(
  inputs: readonly InputFile[],
  decided: readonly DecidedTemplate[],
  output: "yaml" | "diff",
  terminal: Terminal,
): void {
  for (const [index, input] of inputs.entries()) {
    const { text, notes } = insertAdditions(input.source, input.manifests, additionsTo(input, decided));
    for (const note of notes) terminal.err(`${note}\n`);
    if (output === "diff") terminal.out(diffOf(input, text, terminal.colors));
    else terminal.out(index === 0 ? text : separated(text));
  }
}

/** Several files become one stream of documents. */
export function separated(text: string): string {
  return text.startsWith("---") ? text : `---\n${text}`;
}

function additionsTo(
  input: InputFile,
  decided: readonly DecidedTemplate[],
): Map<Manifest, DecidedTemplate["operations"]> {
  const additions = new Map<Manifest, DecidedTemplate["operations"]>();
  for (const { manifest, operations } of decided) {
    if (!input.manifests.includes(manifest)) continue;
    additions.set(manifest, [...(additions.get(manifest) ?? []), ...operations]);
  }
  return additions;
}

export interface Before extends Pick<InputFile, "name" | "source"> {
  /** What the text is afterwards. */
  readonly label?: string;
}

/** A unified diff, in colour on a terminal; empty when nothing changes. */
export function diffOf({ name, source, label = "injected" }: Before, text: string, colors: Colors): string {
  if (source === text) return "";
  const patch = createTwoFilesPatch(name, `${name} (${label})`, source, text, undefined, undefined, { context: 3 });
  return patch
    .split("\n")
    .slice(1)
    .map((line) => paint(line, colors))
    .join("\n");
}

function paint(line: string, colors: Colors): string {
  if (line.startsWith("+++") || line.startsWith("---")) return colors.bold(line);
  if (line.startsWith("@@")) return colors.cyan(line);
  if (line.startsWith("+")) return colors.green(line);
  return line.startsWith("-") ? colors.red(line) : line;
}

function asJson(inputs: readonly InputFile[], decided: readonly DecidedTemplate[]): string {
  const objects = inputs.flatMap(({ manifests }) => manifests.map((manifest) => patched(manifest, decided)));
  const [only] = objects;
  const whole = objects.length === 1 ? only : { apiVersion: "v1", kind: "List", items: objects };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function patched(manifest: Manifest, decided: readonly DecidedTemplate[]): unknown {
  const operations = decided.filter((one) => one.manifest === manifest).flatMap((one) => one.operations);
  const document = structuredClone(manifest.value);
  jsonPatch.applyPatch(document, operations as jsonPatch.Operation[]);
  return document;
}

function summary({ file, template, namespace, mutation }: DecidedTemplate): string {
  const { reason, decision } = mutation;
  const detail = decision.outcome === "skip" ? `: ${decision.detail}` : "";
  const lines = [
    `${file}: ${template.title} (namespace ${namespace}): ${reason}: ${REASONS[reason].sentence}${detail}`,
    ...decision.warnings.map((warning) => `  warning: ${warning.code}: ${warning.detail}`),
  ];
  return `${lines.join("\n")}\n`;
}
