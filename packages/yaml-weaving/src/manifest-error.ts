/** What is wrong with a manifest file, and what its author can do about it. */
export interface ManifestProblem {
  /** What is wrong, without a full stop. */
  readonly what: string;
  /** The way out, without a full stop. */
  readonly wayOut: string;
  readonly cause?: unknown;
}

/** Where in a file: both count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A manifest file that cannot be read; the message is one sentence, `FILE:LINE:COLUMN: what: way out`. */
export class ManifestError extends Error {
  readonly file: string;
  readonly line: number;
  readonly column: number;

  constructor(position: Position, problem: ManifestProblem) {
    const place = `${position.file}:${position.line}:${position.column}`;
    super(`${place}: ${problem.what}: ${problem.wayOut}`, { cause: problem.cause });
    this.name = "ManifestError";
    this.file = position.file;
    this.line = position.line;
    this.column = position.column;
  }
}
