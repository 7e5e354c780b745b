import { ApiFailure } from "../../cluster/api/api-failure.ts";
import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { GRAPHS } from "../../model-express/graph-type.ts";
import { namesAddress } from "../../pod-outcome/passed-over.ts";

/** Reads graphs, each once, and only if one of their pods needs it. */
export class GraphReads {
  readonly #reader: ObjectReader;
  readonly #answers = new Map<string, Promise<boolean | undefined>>();

  constructor(reader: ObjectReader) {
    this.#reader = reader;
  }

  /** Whether a graph itself sets an address of Model Express; `undefined` if it does not exist or cannot be read. */
  namesAddress(namespace: string, name: string): Promise<boolean | undefined> {
    const key = `${namespace}/${name}`;
    const answer = this.#answers.get(key) ?? this.#read(namespace, name);
    this.#answers.set(key, answer);
    return answer;
  }

  async #read(namespace: string, name: string): Promise<boolean | undefined> {
    const graph = await this.#graph(namespace, name);
    return graph === undefined ? undefined : namesAddress(graph["spec"]);
  }

  async #graph(namespace: string, name: string): Promise<JsonObject | undefined> {
    try {
      for (const type of GRAPHS) {
        const graph = await this.#reader.get({ type, namespace, name });
        if (graph !== undefined) return graph;
      }
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
    }
    return undefined;
  }
}
