import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { type Mutation, mutatePod } from "../injection/mutate-pod.ts";
import type { AddOperation } from "../injection/patch/patch.ts";
import type { Settings } from "../injection/settings.ts";
import { objectsIn, type PodTemplate, templatesIn } from "../kubernetes/manifest-objects.ts";
import type { Directory } from "../model-express/directory.ts";
import type { InputFile } from "./read-input.ts";

/** One pod or pod template of a manifest, decided as the webhook would. */
export interface DecidedTemplate {
  readonly file: string;
  readonly manifest: Manifest;
  readonly template: PodTemplate;
  readonly namespace: string;
  readonly mutation: Mutation;
  /** The mutation's operations, with paths from the document's root. */
  readonly operations: readonly AddOperation[];
}

export interface DecisionContext {
  readonly directory: Directory;
  readonly settings: Settings;
  /** For objects that name none. */
  readonly namespace: string;
}

/** Decides every pod and pod template of the files, in order. */
export function decideManifests(inputs: readonly InputFile[], context: DecisionContext): readonly DecidedTemplate[] {
  return inputs.flatMap(({ name, manifests }) =>
    manifests.flatMap((manifest) =>
      objectsIn(manifest.value)
        .flatMap(templatesIn)
        .map((template) => decided({ file: name, manifest, template }, context)),
    ),
  );
}

function decided(
  { file, manifest, template }: Pick<DecidedTemplate, "file" | "manifest" | "template">,
  { directory, settings, namespace: fallback }: DecisionContext,
): DecidedTemplate {
  const namespace = template.namespace ?? fallback;
  const mutation = mutatePod({ namespace, object: template.template }, directory, settings);
  const operations = mutation.operations.map(({ op, path, value }) => ({ op, path: template.pointer + path, value }));
  return { file, manifest, template, namespace, mutation, operations };
}
