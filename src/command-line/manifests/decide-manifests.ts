import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { type Mutation, mutatePod } from "../../injection/mutate-pod.ts";
import type { PatchOperation } from "../../injection/patch/operation.ts";
import type { Settings } from "../../injection/settings.ts";
import { type ManifestObject, objectsIn, type PodTemplate, templatesIn } from "../../kubernetes/manifest-objects.ts";
import type { Directory } from "../../model-express/directory.ts";
import { isOperated } from "../../operator/read-graph.ts";
import { quoteWord } from "../format-command.ts";
import { type Derivation, derivedTemplates } from "./derived-templates.ts";
import { type InputFile, STDIN_NAME } from "./read-input.ts";

/** A pod or pod template of a manifest, with the webhook's decision. */
export interface DecidedTemplate {
  readonly file: string;
  readonly manifest: Manifest;
  readonly template: PodTemplate;
  readonly namespace: string;
  readonly mutation: Mutation;
  /** The mutation's operations, with paths from the document's root, or from the pod's if it is derived. */
  readonly operations: readonly PatchOperation[];
  /** Absent for a pod in the manifest itself. */
  readonly derivation?: Derivation;
}

export interface DecisionContext {
  readonly directory: Directory;
  readonly settings: Settings;
  /** The namespace of objects without one. */
  readonly namespace: string;
}

/**
 * Decides about every pod and pod template of the files, and about the pods that the operator would create for
 * graphs, in order.
 */
export function decideManifests(inputs: readonly InputFile[], context: DecisionContext): readonly DecidedTemplate[] {
  return inputs.flatMap(({ name: file, manifests }) =>
    manifests.flatMap((manifest) =>
      objectsIn(manifest.value)
        .flatMap((object) => findTemplates(object, file, context))
        .map(({ template, derivation }) => {
          const decided = { file, manifest, ...decide(template, context) };
          return derivation === undefined ? decided : { ...decided, derivation };
        }),
    ),
  );
}

interface Found {
  readonly template: PodTemplate;
  readonly derivation?: Derivation;
}

function findTemplates(found: ManifestObject, file: string, { namespace }: DecisionContext): readonly Found[] {
  const word = file === STDIN_NAME ? undefined : quoteWord(file);
  if (isOperated(found.object)) return derivedTemplates(found.object, namespace, word);
  return templatesIn(found).map((template) => ({ template }));
}

function decide(
  template: PodTemplate,
  { directory, settings, namespace: fallback }: DecisionContext,
): Pick<DecidedTemplate, "template" | "namespace" | "mutation" | "operations"> {
  const namespace = template.namespace ?? fallback;
  const mutation = mutatePod({ namespace, object: template.template }, directory, settings);
  const operations = mutation.operations.map((operation) => ({
    ...operation,
    path: template.pointer + operation.path,
  }));
  return { template, namespace, mutation, operations };
}
