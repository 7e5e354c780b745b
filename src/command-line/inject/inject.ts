import { insertAdditions } from "@model-express-injector/yaml-weaving/insert.ts";
import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { applyPatch } from "../../apply-patch.ts";
import { isWarned, REASONS } from "../../injection/reason.ts";
import type { Settings } from "../../injection/settings.ts";
import { storyObject } from "../explain/story-object.ts";
import { EXIT } from "../failure.ts";
import { type DecidedTemplate, decideManifests } from "../manifests/decide-manifests.ts";
import { warnOfGraphsOnce } from "../manifests/graph-warnings.ts";
import { openDirectory } from "../manifests/open-directory.ts";
import { type InputFile, readInputs } from "../manifests/read-input.ts";
import { requirePods } from "../manifests/require-pods.ts";
import type { Terminal } from "../terminal.ts";
import { derivedDiff, derivedDocument, derivedTemplate } from "./derived-output.ts";
import { formatDiff } from "./diff.ts";
import type { InjectOutput } from "./outputs.ts";

export interface InjectOptions {
  readonly files: readonly string[];
  /** Manifests of the cluster. */
  readonly cluster: readonly string[];
  readonly settings: Settings;
  /** The namespace of objects without one. */
  readonly namespace: string;
  readonly output: InjectOutput;
  readonly isQuiet: boolean;
}

/** Injects into manifests, offline. Returns the exit code. */
export function inject(options: InjectOptions, terminal: Terminal): number {
  const { files, cluster, settings, namespace } = options;
  const inputs = readInputs(files);
  const directory = openDirectory(cluster, inputs, namespace);
  const decided = decideManifests(inputs, { directory, settings, namespace });
  requirePods(inputs, decided);
  if (options.output === "patch") terminal.out(`${JSON.stringify(decided.map(storyObject), null, 2)}\n`);
  else if (options.output === "json") terminal.out(asJson(inputs, decided));
  else printTexts(inputs, decided, options.output, terminal);
  if (!options.isQuiet) for (const one of warnOfGraphsOnce(decided)) terminal.err(summary(one));
  return decided.some(({ mutation }) => isWarned(mutation.reason)) ? EXIT.problem : EXIT.ok;
}

function printTexts(
  inputs: readonly InputFile[],
  decided: readonly DecidedTemplate[],
  output: "yaml" | "diff",
  terminal: Terminal,
): void {
  const additions = groupByManifest(decided);
  for (const [index, input] of inputs.entries()) {
    const { text, notes } = insertAdditions(input.source, input.manifests, additions);
    for (const note of notes) terminal.err(`${note}\n`);
    const derived = decided.filter((one) => one.file === input.name && one.derivation !== undefined);
    if (output === "diff") {
      terminal.file(formatDiff(input, text, terminal.colors));
      for (const one of derived) terminal.file(derivedDiff(one, terminal.colors));
    } else {
      terminal.file(index === 0 ? text : separated(text));
      for (const one of derived) terminal.file(derivedDocument(one));
    }
  }
}

/** Separates the documents when several files are printed as one stream. */
export function separated(text: string): string {
  return text.startsWith("---") ? text : `---\n${text}`;
}

/** The additions to the pods in each manifest. A derived pod is in none. */
function groupByManifest(decided: readonly DecidedTemplate[]): Map<Manifest, DecidedTemplate["operations"]> {
  const own = decided.filter(({ derivation }) => derivation === undefined);
  const groups = [...Map.groupBy(own, ({ manifest }) => manifest)];
  return new Map(groups.map(([manifest, group]) => [manifest, group.flatMap(({ operations }) => operations)]));
}

function asJson(inputs: readonly InputFile[], decided: readonly DecidedTemplate[]): string {
  const additions = groupByManifest(decided);
  const written = inputs.flatMap(({ manifests }) =>
    manifests.map((manifest) => applyPatch(manifest.value, additions.get(manifest) ?? [])),
  );
  const objects = [...written, ...decided.filter(({ derivation }) => derivation !== undefined).map(derivedTemplate)];
  const [only] = objects;
  const whole = objects.length === 1 ? only : { apiVersion: "v1", kind: "List", items: objects };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function summary({ file, template, namespace, mutation, derivation }: DecidedTemplate): string {
  const { reason, decision } = mutation;
  const detail = decision.outcome === "skip" ? `: ${decision.detail}` : "";
  const pods = derivation === undefined ? "" : `, ${derivation.count} derived`;
  const lines = [
    `${file}: ${template.title} (namespace ${namespace}${pods}): ${reason}: ${REASONS[reason].sentence}${detail}`,
    ...(derivation?.refused === undefined ? [] : [`  warning: ${derivation.refused}`]),
    ...(derivation?.warnings ?? []).map((warning) => `  warning: ${warning}`),
    ...decision.warnings.map((warning) => `  warning: ${warning.code}: ${warning.detail}`),
  ];
  return `${lines.join("\n")}\n`;
}
