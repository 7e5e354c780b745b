import type { JsonObject } from "../../kubernetes/json.ts";
import type { ArgumentPlace } from "../command/argument-place.ts";

/** What a container gets so that its engines load their weights from peers. */
export interface ContainerPeers {
  readonly insertions: readonly Insertion[];
  /** Each is added if the container has none of its name. */
  readonly variables: readonly JsonObject[];
  /** An extended resource, with its quantity; added if the container states none of its name. */
  readonly resource: { readonly name: string; readonly quantity: string } | undefined;
  readonly hasIpcLock: boolean;
  /** The first TCP ports of what its processes listen on, each with one port per GPU. */
  readonly ports: readonly PortRange[];
  /** In mode `stream` its engines need no files before they start. */
  readonly streamsWeights: boolean;
}

/** Words that are put into a command. */
export interface Insertion {
  readonly place: ArgumentPlace;
  readonly words: readonly string[];
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}
