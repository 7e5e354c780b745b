import type { JsonObject } from "../../kubernetes/json.ts";
import type { ArgumentPlace } from "../command/argument-place.ts";

/** What a container gets so that its engines load their weights from peers. */
export interface ContainerPeers {
  readonly insertions: readonly Insertion[];
  /** Each is added if the container has none of its name. */
  readonly variables: readonly JsonObject[];
  /** An extended resource with its quantity. Added if the container does not set it. */
  readonly resource: { readonly name: string; readonly quantity: string } | undefined;
  readonly hasIpcLock: boolean;
  /** The first TCP ports of its processes' listeners. Each listener has one port per GPU. */
  readonly ports: readonly PortRange[];
  /** Whether, in mode `stream`, its engines need no files before they start. */
  readonly streamsWeights: boolean;
}

/** Words to insert into a command. */
export interface Insertion {
  readonly place: ArgumentPlace;
  readonly words: readonly string[];
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}
