/** An error in a manifest file, and its fix. */
export interface ManifestProblem {
  /** The error, without a full stop. */
  readonly what: string;
  /** The fix, without a full stop. */
  readonly wayOut: string;
  readonly cause?: unknown;
}

/** A place in a file. Both numbers count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A manifest file that cannot be parsed. The message is one sentence, `FILE:LINE:COLUMN: what: way out`. */
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
