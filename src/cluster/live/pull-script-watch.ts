import type { JsonObject } from "../../kubernetes/json.ts";
import { CONFIG_MAPS, collectionPath } from "../../kubernetes/resource-type.ts";
import { hasScript, type PullScript } from "../../model-express/pull-script.ts";
import { readIdentity } from "../memory-directory.ts";
import type { Resource, ResourceSink } from "../watch/resource.ts";

/** The ConfigMaps with a pull script, in all namespaces. Permission for this name is enough. */
export function scriptResource({ name }: PullScript): Resource {
  return { name: "pull-scripts", path: collectionPath(CONFIG_MAPS), fieldSelector: `metadata.name=${name}` };
}

/** The namespaces that have a pull script in a ConfigMap, and none of the texts. */
export class PullScriptWatch implements ResourceSink {
  readonly script: PullScript;
  #namespaces = new Set<string>();
  #draft = new Set<string>();

  constructor(script: PullScript) {
    this.script = script;
  }

  has(namespace: string): boolean {
    return this.#namespaces.has(namespace);
  }

  beginList(): void {
    this.#draft = new Set();
  }

  listed(object: JsonObject): void {
    if (hasScript(object, this.script)) this.#draft.add(readIdentity(object).namespace);
  }

  endList(): void {
    this.#namespaces = this.#draft;
  }

  changed(object: JsonObject): void {
    if (hasScript(object, this.script)) this.#namespaces.add(readIdentity(object).namespace);
    else this.deleted(object);
  }

  deleted(object: JsonObject): void {
    this.#namespaces.delete(readIdentity(object).namespace);
  }
}
