import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { type JsonObject, textAt } from "../../kubernetes/json.ts";
import { isTemplated, objectsIn } from "../../kubernetes/manifest-objects.ts";
import { findNearNames } from "../../near-names.ts";
import { EXIT, Failure } from "../failure.ts";
import { formatObjectTitle } from "./object-title.ts";

/** The kinds that are decided, or that count as part of the cluster. Others may be those of any controller. */
const READ = [
  ...["Pod", "PodTemplate", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"],
  ...["LeaderWorkerSet", "DynamoGraphDeployment", "DynamoComponentDeployment", "ModelExpress"],
  ...["Service", "Namespace", "PersistentVolumeClaim"],
];

/**
 * Requires that no kind is almost one that is read: it would be passed over in silence.
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

function describeMisspelt(object: JsonObject): readonly string[] {
  const kind = textAt(object, "kind");
  if (kind === undefined || READ.includes(kind) || isTemplated(kind)) return [];
  const [meant] = findNearNames(kind, READ);
  return meant === undefined ? [] : [`${formatObjectTitle(object)} is of an unknown kind: did you mean ${meant}?`];
}
