import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { type Mutation, mutatePod } from "../../injection/mutate-pod.ts";
import type { AddOperation } from "../../injection/patch/patch.ts";
import type { Settings } from "../../injection/settings.ts";
import { type ManifestObject, objectsIn, type PodTemplate, templatesIn } from "../../kubernetes/manifest-objects.ts";
import type { Directory } from "../../model-express/directory.ts";
import { isOperated } from "../../operator/read-graph.ts";
import { type Derivation, derivedTemplates } from "./derived-templates.ts";
import type { InputFile } from "./read-input.ts";

/** One pod or pod template of a manifest, decided as the webhook would. */
export interface DecidedTemplate {
  readonly file: string;
  readonly manifest: Manifest;
  readonly template: PodTemplate;
  readonly namespace: string;
  readonly mutation: Mutation;
  /** The mutation's operations, with paths from the document's root; from the pod's, where it is derived. */
  readonly operations: readonly AddOperation[];
  /** Absent for what stands in the manifest itself. */
  readonly derivation?: Derivation;
}

export interface DecisionContext {
  readonly directory: Directory;
  readonly settings: Settings;
  /** For objects that name none. */
  readonly namespace: string;
}

/** Decides every pod and pod template of the files, and the pods that the operator would make of graphs, in order. */
export function decideManifests(inputs: readonly InputFile[], context: DecisionContext): readonly DecidedTemplate[] {
  return inputs.flatMap(({ name: file, manifests }) =>
    manifests.flatMap((manifest) =>
      objectsIn(manifest.value)
        .flatMap((object) => templatesOf(object, context))
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

function templatesOf(found: ManifestObject, { namespace }: DecisionContext): readonly Found[] {
  if (isOperated(found.object)) return derivedTemplates(found.object, namespace);
  return templatesIn(found).map((template) => ({ template }));
}

function decide(
  template: PodTemplate,
  { directory, settings, namespace: fallback }: DecisionContext,
): Pick<DecidedTemplate, "template" | "namespace" | "mutation" | "operations"> {
  const namespace = template.namespace ?? fallback;
  const mutation = mutatePod({ namespace, object: template.template }, directory, settings);
  const operations = mutation.operations.map(({ op, path, value }) => ({ op, path: template.pointer + path, value }));
  return { template, namespace, mutation, operations };
}
