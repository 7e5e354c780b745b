import { type Change, type ChangeOperation, changeText } from "@model-express-injector/yaml-weaving/change.ts";
import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { applyPatch } from "../../apply-patch.ts";
import { declareInManifest } from "../../graph/declare-in-manifest.ts";
import { describeMisspelt } from "../../graph/fields/misspelt-fields.ts";
import { isGraph } from "../../graph/graph.ts";
import type { ManifestChange } from "../../graph/manifest-change.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { objectsIn } from "../../kubernetes/manifest-objects.ts";
import { EXIT } from "../failure.ts";
import { formatDiff } from "../inject/diff.ts";
import { separated } from "../inject/inject.ts";
import { describeEmptyGraph, isEmptyGraph } from "../manifests/empty-graph.ts";
import { listTitles } from "../manifests/object-title.ts";
import { type InputFile, readInputs } from "../manifests/read-input.ts";
import { requireObjects } from "../manifests/require-pods.ts";
import type { Terminal } from "../terminal.ts";

export interface GraphOptions {
  readonly files: readonly string[];
  readonly output: "yaml" | "json" | "diff";
  /** The namespace of objects without one. */
  readonly namespace: string;
  readonly isQuiet: boolean;
}

/** An object that declares Model Express, or could. */
interface Found {
  readonly file: string;
  readonly manifest: Manifest;
  readonly title: string;
  readonly change: ManifestChange;
  /** The change's operations, with paths from the document's root. */
  readonly operations: readonly ChangeOperation[];
}

/** Rewrites graphs so that the API server accepts their Model Express. Returns the exit code. */
export function graph(options: GraphOptions, terminal: Terminal): number {
  const inputs = readInputs(options.files);
  requireObjects(inputs);
  const found = inputs.flatMap((input) => foundIn(input, options.namespace));
  const changes = collectChanges(found);
  if (options.output === "json") terminal.out(asJson(inputs, changes));
  else printTexts(inputs, changes, options.output, terminal);
  const isProblem = found.some(({ change }) => change.problems.length > 0);
  if (!options.isQuiet || isProblem) report(found, inputs, terminal);
  return isProblem ? EXIT.problem : EXIT.ok;
}

function foundIn({ name, manifests }: InputFile, namespace: string): readonly Found[] {
  return manifests.flatMap((manifest) =>
    objectsIn(manifest.value).flatMap(({ object, pointer }) => {
      const change = declareInManifest(object, namespace);
      if (change === undefined) return [];
      const operations = change.operations.map((operation) => ({ ...operation, path: pointer + operation.path }));
      return [{ file: name, manifest, title: formatTitle(object), change: withMisspelt(change, object), operations }];
    }),
  );
}

/** Adds what is misspelt in a graph: a problem if it has no component because of that, else a doubt. */
function withMisspelt(change: ManifestChange, before: JsonObject): ManifestChange {
  const after = applyPatch(before, change.operations);
  if (!isGraph(before) || !isGraph(after)) return change;
  const isEmpty = isEmptyGraph(after) && change.problems.length === 0;
  if (isEmpty) return { ...change, problems: [`it ${describeEmptyGraph(after)}`] };
  return { ...change, doubts: [...change.doubts, ...describeMisspelt(after)] };
}

function formatTitle(object: JsonObject): string {
  const kind = textAt(object, "kind");
  return kind === undefined ? "a part of a graph" : `${kind} ${textAt(objectAt(object, "metadata"), "name") ?? ""}`;
}

function collectChanges(found: readonly Found[]): ReadonlyMap<Manifest, Change> {
  const changes = new Map<Manifest, Change>();
  for (const { manifest, operations } of found) {
    if (operations.length === 0) continue;
    const before = changes.get(manifest) ?? { value: manifest.value, operations: [] };
    const value = applyPatch(before.value, operations);
    changes.set(manifest, { value, operations: [...before.operations, ...operations] });
  }
  return changes;
}

function printTexts(
  inputs: readonly InputFile[],
  changes: ReadonlyMap<Manifest, Change>,
  output: "yaml" | "diff",
  terminal: Terminal,
): void {
  for (const [index, input] of inputs.entries()) {
    const { text, notes } = changeText(input.source, input.manifests, changes);
    for (const note of notes) terminal.err(`${note}\n`);
    if (output === "diff") terminal.file(formatDiff({ ...input, label: "for kubectl" }, text, terminal.colors));
    else terminal.file(index === 0 ? text : separated(text));
  }
}

function asJson(inputs: readonly InputFile[], changes: ReadonlyMap<Manifest, Change>): string {
  const objects = inputs.flatMap(({ manifests }) =>
    manifests.map((manifest) => changes.get(manifest)?.value ?? manifest.value),
  );
  const whole = objects.length === 1 ? objects[0] : { apiVersion: "v1", kind: "List", items: objects };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function report(found: readonly Found[], inputs: readonly InputFile[], terminal: Terminal): void {
  if (found.length === 0) terminal.err(`${NO_GRAPH}${describeOthers(inputs)}\n`);
  for (const { file, title, change } of found) {
    const { sentences, doubts, problems } = change;
    const nothing = sentences.length + problems.length === 0 ? ["nothing to change"] : [];
    const lines = [...sentences, ...problems.map((problem) => `left as it is: ${problem}`), ...nothing];
    for (const line of lines) terminal.err(`${file}: ${title}: ${line}\n`);
    for (const doubt of doubts) terminal.err(`  warning: ${doubt}\n`);
  }
}

const NO_GRAPH = "no DynamoGraphDeployment in the input, and no part of one that is ModelExpress";

function describeOthers(inputs: readonly InputFile[]): string {
  const values = inputs.flatMap(({ manifests }) => manifests.map(({ value }) => value));
  const objects = values.flatMap((value) => objectsIn(value).map(({ object }) => object));
  return objects.length === 0 ? "" : `; it has ${listTitles(objects)}`;
}
