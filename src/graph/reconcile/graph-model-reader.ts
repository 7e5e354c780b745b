import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { Settings } from "../../injection/settings.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { asksForModels, resolveModels } from "../auto-models.ts";
import type { Instances } from "../declared-instances.ts";
import { listGraphModels } from "./graph-models.ts";
import type { GraphResource } from "./graph-resource.ts";
import type { WatchedGraph } from "./watched-graph.ts";

export interface GraphModelReaderOptions {
  readonly writer: Pick<ObjectWriter, "get">;
  readonly resource: Pick<GraphResource, "type">;
  readonly settings: () => Settings;
}

interface Reading {
  readonly uid: string;
  readonly generation: number;
  /** By the image of an instance, because older ones pull no revisions; empty for the configuration's. */
  readonly models: ReadonlyMap<string, readonly string[]>;
}

/** Finds the models of graphs that declare `models: auto`: one read per generation, because only metadata is watched. */
export class GraphModelReader {
  readonly #options: GraphModelReaderOptions;
  /** The last reading of each graph, by its key. */
  readonly #readings = new Map<string, Reading>();

  constructor(options: GraphModelReaderOptions) {
    this.#options = options;
  }

  forget(key: string): void {
    this.#readings.delete(key);
  }

  /**
   * Returns the instances with the graph's models in place of `auto`; `undefined` if the graph cannot be read now. While a
   * CustomResourceDefinition changes, the API server answers 404 for objects that are there.
   */
  async resolve(key: string, graph: WatchedGraph, instances: Instances): Promise<Instances | undefined> {
    const images = [...instances.values()].filter(asksForModels).map(readImage);
    if (images.length === 0) {
      this.forget(key);
      return instances;
    }
    const reading = await this.#read(key, graph, images);
    if (reading === undefined) return undefined;
    const { models } = reading;
    return new Map(
      [...instances].map(([name, spec]) => [name, resolveModels(spec, models.get(readImage(spec)) ?? [])]),
    );
  }

  async #read(key: string, graph: WatchedGraph, images: readonly string[]): Promise<Reading | undefined> {
    const { namespace, name, uid, generation } = graph;
    const known = this.#readings.get(key);
    const isSame = known?.uid === uid && known.generation === generation;
    if (isSame && images.every((image) => known.models.has(image))) return known;
    const { writer, resource, settings } = this.#options;
    const object = await writer.get({ type: resource.type, namespace, name });
    if (object === undefined || textAt(objectAt(object, "metadata"), "uid") !== uid) return undefined;
    const models = new Map<string, readonly string[]>();
    for (const image of images) {
      models.set(image, await listGraphModels(object, namespace, withImage(settings(), image)));
    }
    const reading = { uid, generation, models };
    this.#readings.set(key, reading);
    return reading;
  }
}

function readImage(spec: JsonObject): string {
  return textAt(spec, "image") ?? "";
}

function withImage(settings: Settings, image: string): Settings {
  return image === "" ? settings : { ...settings, pull: { ...settings.pull, image } };
}
