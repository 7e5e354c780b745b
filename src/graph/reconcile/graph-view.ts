import { isDeepStrictEqual } from "node:util";
import { ObjectCache } from "../../cluster/objects/object-cache.ts";
import { type MadeInstance, readMadeInstance } from "./made-instance.ts";
import { readGraph, type WatchedGraph } from "./watched-graph.ts";

type GraphIdentity = Pick<WatchedGraph, "namespace" | "name" | "uid">;

export interface GraphViewOptions {
  /** The field manager of our server-side applies. */
  readonly manager: string;
  /** Called with the key of each graph that a change may affect. */
  readonly onChange: (key: string) => void;
}

/** The cached graphs and ModelExpress objects. Maps each change to the graphs that it affects. */
export class GraphView {
  readonly graphs: ObjectCache<WatchedGraph>;
  readonly made: ObjectCache<MadeInstance>;

  constructor({ manager, onChange }: GraphViewOptions) {
    this.graphs = new ObjectCache({
      // Dynamo writes the status of a graph often.
      onChange: (key, now, before) => {
        if (!isDeepStrictEqual(now, before)) onChange(key);
      },
      transform: readGraph,
    });
    this.made = new ObjectCache({
      onChange: (_, now, before) => {
        for (const each of new Set([now, before].flatMap((made) => (made === undefined ? [] : [graphKey(made)])))) {
          onChange(each);
        }
      },
      transform: (object) => readMadeInstance(object, manager),
    });
  }

  /** The objects created for this graph, not for an earlier graph of its name. */
  madeFor({ namespace, name, uid }: GraphIdentity): readonly MadeInstance[] {
    return [...this.made.in(namespace)].filter((each) => each.graph === name && each.owner === uid);
  }
}

function graphKey({ namespace, graph }: MadeInstance): string {
  return `${namespace}/${graph}`;
}
