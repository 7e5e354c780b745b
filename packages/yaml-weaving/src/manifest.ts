import type { Node } from "yaml";

/** One document of a manifest file. */
export interface Manifest {
  /** The file's name as the user gave it. */
  readonly file: string;
  /** The document's place in the file, from 0; empty documents count. */
  readonly documentIndex: number;
  /** The line on which its content starts, from 1. */
  readonly line: number;
  /** The content as plain data, aliases and merge keys (`<<`) resolved: a tree without shared parts. */
  readonly value: unknown;
  /** The content as parsed, with its places in the text; only the inserter reads it. */
  readonly syntax: Node;
}
