import type { Node } from "yaml";

/** One document of a manifest file. */
export interface Manifest {
  /** The file's name as the user passed it. */
  readonly file: string;
  /** The document's index in the file, from 0, counting empty documents. */
  readonly documentIndex: number;
  /** The line on which its content starts, from 1. */
  readonly line: number;
  /** The content as plain data: aliases and merge keys (`<<`) resolved, no shared objects. */
  readonly value: unknown;
  /** The content's syntax tree with offsets, for the inserter. */
  readonly syntax: Node;
}
