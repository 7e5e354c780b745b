import { EmbeddedDirectory } from "../../cluster/embedded-directory.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { objectsIn } from "../../kubernetes/manifest-objects.ts";
import { declaredObjects } from "./declared-objects.ts";
import type { InputFile } from "./read-input.ts";
import { filesAt } from "./read-input.ts";

/**
 * The cluster that manifests describe: those of `--cluster`, and those that are decided about, because they are
 * applied together. ModelExpress objects and graphs count as the Services and claims that the controller creates for
 * them.
 *
 * @throws {Failure} or a ManifestError, each with the file's name
 */
export function openDirectory(
  cluster: readonly string[],
  inputs: readonly InputFile[],
  namespace: string,
): EmbeddedDirectory {
  const objects = inputs.flatMap(({ manifests }) =>
    manifests.flatMap(({ value }) => objectsIn(value).map(({ object }) => inNamespace(object, namespace))),
  );
  return new EmbeddedDirectory(filesAt(cluster, "--cluster"), { objects, declaredBy: declaredObjects });
}

function inNamespace(object: JsonObject, namespace: string): JsonObject {
  const metadata = objectAt(object, "metadata");
  return textAt(metadata, "namespace") === undefined ? { ...object, metadata: { ...metadata, namespace } } : object;
}
