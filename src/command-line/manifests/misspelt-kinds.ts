import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { type JsonObject, textAt } from "../../kubernetes/json.ts";
import { isTemplated, objectsIn } from "../../kubernetes/manifest-objects.ts";
import { COMPONENT_KIND, GRAPH_KIND, GRAPHS } from "../../model-express/graph-type.ts";
import { findNearNames } from "../../near-names.ts";
import { EXIT, Failure } from "../failure.ts";
import { formatObjectTitle } from "./object-title.ts";

/** The kinds that are decided, or that count as part of the cluster. Others may be those of any controller. */
const READ = [
  ...["Pod", "PodTemplate", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"],
  ...["LeaderWorkerSet", GRAPH_KIND, COMPONENT_KIND, "ModelExpress"],
  ...["Service", "Namespace", "PersistentVolumeClaim"],
];

/**
 * Requires that no kind is almost one that is read, or of another group: it would be passed over in silence.
 *
 * @throws {Failure} with each file, object and kind
 */
export function requireKinds(
  files: readonly { readonly name: string; readonly manifests: readonly Manifest[] }[],
): void {
  const mistakes = files.flatMap(({ name, manifests }) =>
    manifests
      .flatMap(({ value }) => objectsIn(value))
      .flatMap(({ object }) => describeMisspelt(object).map((mistake) => `${name}: ${mistake}`)),
  );
  if (mistakes.length > 0) throw new Failure(mistakes.join("\nerror: "), EXIT.problem);
}

const DYNAMO_VERSIONS = GRAPHS.map(({ apiVersion }) => apiVersion);

/** The versions of kinds that no other group has. */
const VERSIONS: ReadonlyMap<string, readonly string[]> = new Map([
  [GRAPH_KIND, DYNAMO_VERSIONS],
  [COMPONENT_KIND, DYNAMO_VERSIONS],
  ["ModelExpress", ["modelexpress.nvidia.com/v1alpha1"]],
]);

function describeMisspelt(object: JsonObject): readonly string[] {
  const kind = textAt(object, "kind");
  const version = textAt(object, "apiVersion") ?? "";
  const expected = VERSIONS.get(kind ?? "") ?? [];
  const [group] = expected.map((each) => each.slice(0, each.indexOf("/") + 1));
  if (group !== undefined && !version.startsWith(group))
    return [`${formatObjectTitle(object)} has the apiVersion "${version}"; expected ${expected.join(" or ")}`];
  if (kind === undefined || READ.includes(kind) || isTemplated(kind)) return [];
  const [meant] = findNearNames(kind, READ);
  return meant === undefined ? [] : [`${formatObjectTitle(object)} is of an unknown kind: did you mean ${meant}?`];
}
