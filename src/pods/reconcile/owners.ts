import type { ApiClient } from "../../cluster/api/api-client.ts";
import { ApiFailure } from "../../cluster/api/api-failure.ts";
import type { Reading } from "../../cluster/api/exchange.ts";
import type { Regarding } from "../../cluster/objects/event.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { type ObjectReference, objectPath } from "../../kubernetes/resource-type.ts";
import { GRAPH_KIND, GRAPHS } from "../../model-express/graph-type.ts";
import { DYNAMO } from "../../model-express/keys.ts";
import { findController } from "../regarding.ts";
import { RecentValues } from "./recent-values.ts";

export interface OwnersOptions {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

const READ_IDLE_MS = 15_000;
const METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
/** An owner's own owner changes only if it is recreated. */
const REMEMBERED = { most: 2000, lifetimeMilliseconds: 300_000 };

/** Owners that only implement another object, which is the one that users look at. */
const BETWEEN: ReadonlyMap<string, string> = new Map([
  ["ReplicaSet", "replicasets"],
  ["StatefulSet", "statefulsets"],
]);

/** Finds the objects that users know a pod by: its workload and its graph. Reads only metadata, and caches it. */
export class Owners {
  readonly #options: OwnersOptions;
  readonly #known = new RecentValues<Regarding | undefined>(REMEMBERED);

  constructor(options: OwnersOptions) {
    this.#options = options;
  }

  async of(pod: JsonObject): Promise<readonly Regarding[]> {
    const metadata = objectAt(pod, "metadata");
    const owner = findController(pod);
    const graph = textAt(objectAt(metadata, "labels"), DYNAMO.graph);
    const found = await Promise.all([
      owner === undefined ? undefined : this.#workload(owner),
      graph === undefined ? undefined : this.#graph(textAt(metadata, "namespace") ?? "", graph),
    ]);
    const [workload, ofGraph] = found;
    const isSame = workload?.uid === ofGraph?.uid;
    return [workload, isSame ? undefined : ofGraph].filter((each) => each !== undefined);
  }

  /** The Deployment of a ReplicaSet, the LeaderWorkerSet of a StatefulSet; any other owner itself. */
  async #workload(owner: Regarding): Promise<Regarding> {
    const plural = owner.apiVersion === "apps/v1" ? BETWEEN.get(owner.kind) : undefined;
    if (plural === undefined) return owner;
    const { namespace, name, uid } = owner;
    const above = await this.#remembered(uid, async () => {
      const object = await this.#metadata({ type: { apiVersion: "apps/v1", plural }, namespace, name });
      return object && findController(object);
    });
    // The leader pod of a group owns the StatefulSet of its workers. Users do not look at that pod.
    return above === undefined || above.kind === "Pod" ? owner : above;
  }

  #graph(namespace: string, name: string): Promise<Regarding | undefined> {
    return this.#remembered(`${namespace}/${name}`, async () => {
      for (const type of GRAPHS) {
        const object = await this.#metadata({ type, namespace, name });
        const uid = object && textAt(objectAt(object, "metadata"), "uid");
        if (uid !== undefined) return { apiVersion: type.apiVersion, kind: GRAPH_KIND, namespace, name, uid };
      }
      return undefined;
    });
  }

  async #remembered(key: string, find: () => Promise<Regarding | undefined>): Promise<Regarding | undefined> {
    const { now } = this.#options;
    const known = this.#known.get(key, now());
    if (known !== undefined) return known.value;
    const found = await find();
    this.#known.set(key, found, now());
    return found;
  }

  /** Returns `undefined` for an object that does not exist or may not be read: the pod gets its Event anyway. */
  async #metadata(reference: ObjectReference): Promise<JsonObject | undefined> {
    const { client, signal } = this.#options;
    const reading: Reading = { signal, idleMilliseconds: READ_IDLE_MS, connections: "reads", accept: METADATA };
    try {
      return await client.get(objectPath(reference), reading);
    } catch (error) {
      if (error instanceof ApiFailure) return undefined;
      throw error;
    }
  }
}
