import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { isObject, textAt } from "../../kubernetes/json.ts";
import { objectsIn } from "../../kubernetes/manifest-objects.ts";

/** What is in a file without a Kubernetes object; `undefined` if it has one. */
export function describeLack(manifests: readonly Manifest[]): string | undefined {
  const values = manifests.map((manifest) => manifest.value);
  if (values.some((value) => objectsIn(value).length > 0)) return undefined;
  const [value] = values.filter((each) => each !== undefined && each !== null);
  if (value === undefined) return "there is nothing in it";
  if (isEmptyList(value)) return "its list has no items";
  const what = isObject(value) ? "an object" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
  return `it has ${what}, not a Kubernetes object with apiVersion and kind`;
}

/** As `kubectl get` prints what does not exist. */
export function isEmptyList(value: unknown): boolean {
  return isObject(value) && textAt(value, "kind")?.endsWith("List") === true && objectsIn(value).length === 0;
}
