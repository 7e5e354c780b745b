import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { EmbeddedDirectory } from "../../cluster/embedded-directory.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { objectsIn } from "../../kubernetes/manifest-objects.ts";
import { readText } from "../../text-files/read-text.ts";
import { EXIT, Failure } from "../failure.ts";
import { readOrFail } from "../file-problem.ts";
import { declaredObjects } from "./declared-objects.ts";
import { describeLack, isEmptyList } from "./describe-content.ts";
import { requireKinds } from "./misspelt-kinds.ts";
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
  return new EmbeddedDirectory(filesAt(cluster, "--cluster"), {
    read: (file, mostBytes) => readOrFail(`${file} (--cluster)`, () => readText(file, mostBytes)),
    objects,
    declaredBy: declaredObjects,
    accept: requireCluster,
  });
}

/** A cluster may have nothing, as `kubectl get` lists it; a file that has nothing at all is another than was meant. */
function requireCluster(file: string, manifests: readonly Manifest[]): void {
  requireKinds([{ name: `${file} (--cluster)`, manifests }]);
  const lack = describeLack(manifests);
  if (lack === undefined || manifests.some(({ value }) => isEmptyList(value))) return;
  throw new Failure(`${file} (--cluster): ${lack}; name manifests of the cluster`, EXIT.problem);
}

function inNamespace(object: JsonObject, namespace: string): JsonObject {
  const metadata = objectAt(object, "metadata");
  return textAt(metadata, "namespace") === undefined ? { ...object, metadata: { ...metadata, namespace } } : object;
}
