import { basename, dirname } from "node:path";
import { textAt } from "../../kubernetes/json.ts";
import { objectsIn } from "../../kubernetes/manifest-objects.ts";
import { EXIT, Failure } from "../failure.ts";
import { quoteWord } from "../format-command.ts";
import type { InputFile } from "./read-input.ts";

/**
 * Requires that the files are none that Helm or kustomize makes manifests of.
 *
 * @throws {Failure} with the command that does that
 */
export function requireRendered(inputs: readonly InputFile[]): void {
  const messages = inputs.flatMap((input) => describeSource(input) ?? []);
  if (messages.length > 0) throw new Failure(messages.join("\nerror: "), EXIT.problem);
}

function describeSource({ name, manifests }: InputFile): string | undefined {
  const folder = quoteWord(dirname(name));
  if (basename(name) === "Chart.yaml")
    return `${name}: the folder is a Helm chart; render it: helm template ${folder} | model-express-injector … -f -`;
  const objects = manifests.flatMap(({ value }) => objectsIn(value));
  const isKustomization = objects.some(
    ({ object }) =>
      textAt(object, "kind") === "Kustomization" && (textAt(object, "apiVersion") ?? KUSTOMIZE).startsWith(KUSTOMIZE),
  );
  return isKustomization
    ? `${name}: the folder is a kustomization; render it: kubectl kustomize ${folder} | model-express-injector … -f -`
    : undefined;
}

/** Flux has a kind of the same name. */
const KUSTOMIZE = "kustomize.config.k8s.io/";
