import type { JsonValue } from "../kubernetes/json.ts";

/** Every outcome of a graph's admission, with its explanation. `docs/graph.md` lists them. */
export const GRAPH_REASONS = {
  ComponentMoved: "a component of type ModelExpress was taken out of the graph, and becomes a ModelExpress",
  ComponentWithdrawn: "a component that was taken out earlier is withdrawn, and its ModelExpress is deleted",
  Declared: "the graph's annotation declares its Model Express",
  NotDeclared: "the graph declares no Model Express",
  InvalidDeclaration: "the graph's declaration of Model Express is invalid; nothing was changed",
  NotAGraph: "the request does not create or change a graph",
  TooLarge: "the graph is larger than the injector reads, and was left unchanged",
  Overloaded: "too many requests at once; the graph was left unchanged",
  InternalError: "the injector failed; the graph was left unchanged",
} as const satisfies Readonly<Record<string, string>>;

export type GraphReason = keyof typeof GRAPH_REASONS;

/** An RFC 6902 operation. `add` replaces an existing member. */
export type GraphOperation =
  | { readonly op: "add"; readonly path: string; readonly value: JsonValue }
  | { readonly op: "remove"; readonly path: string };

/** The result of a graph's admission. */
export interface GraphMutation {
  readonly reason: GraphReason;
  readonly operations: readonly GraphOperation[];
  /** Returned to the client that applies the graph, one sentence each. */
  readonly warnings: readonly string[];
}

/** An admission request that creates or changes a graph. The objects are raw: any JSON value. */
export interface GraphRequest {
  readonly namespace: string;
  readonly object: unknown;
  /** Absent on create. */
  readonly oldObject: unknown;
}
