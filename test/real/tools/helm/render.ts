import { parseAllDocuments } from "yaml";
import type { Manifest } from "../../control-plane/e2e/manifests.ts";
import { chart, type Helm } from "./helm.ts";

export const NAME = "model-express-injector";

/** A release as far as it shows in what it renders to. */
export interface Release {
  readonly name?: string;
  readonly namespace?: string;
  readonly values?: object;
}

/** The objects of a release, in the order in which Helm installs them. */
export async function renderChart(
  helm: Helm,
  { name = NAME, namespace = NAME, values }: Release = {},
): Promise<readonly Manifest[]> {
  const { code, out, err } = await helm(["template", name, chart, "--namespace", namespace], values);
  if (code !== 0) throw new Error(err);
  return parseAllDocuments(out, { uniqueKeys: true, strict: true }).flatMap((document) => {
    if (document.errors.length > 0) throw new Error(`Helm rendered what is no YAML: ${document.errors[0]?.message}`);
    const object = document.toJS() as Manifest | null;
    return object === null ? [] : [object];
  });
}

/** The one object of a kind and, if there are several, of this name. */
export function objectOf<T extends Manifest = Manifest>(objects: readonly Manifest[], kind: string, name?: string): T {
  const [object, ...others] = objects.filter(
    (each) => each.kind === kind && (name === undefined || each.metadata.name === name),
  );
  if (object === undefined || others.length > 0) throw new Error(`not exactly one ${kind} ${name ?? ""}`);
  return object as T;
}
