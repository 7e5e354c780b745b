import { ManifestError, type ManifestProblem } from "./manifest-error.ts";

const TEMPLATE: ManifestProblem = {
  what: "this is a template, not a manifest",
  wayOut: "render it first, for example with `helm template`, and pass the result",
};

/** A file's text and its lines. Converts offsets to line and column. */
export class SourceFile {
  readonly file: string;
  readonly source: string;
  readonly #lineStarts: readonly number[];

  constructor(file: string, source: string) {
    this.file = file;
    this.source = source;
    this.#lineStarts = [0, ...Array.from(source.matchAll(/\n/g), (match) => match.index + 1)];
  }

  /** The line of an offset, from 1. */
  findLine(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  error(offset: number, problem: ManifestProblem): ManifestError {
    const line = this.findLine(offset);
    const start = this.#lineStarts[line - 1] ?? 0;
    const text = this.source.slice(start, this.#lineStarts[line]);
    // The usual cause for a syntax error in a file of a chart's `templates` folder.
    const isTemplate = /\{\{-?\s*[/.$\w("]/.test(text);
    const said = isTemplate ? { ...TEMPLATE, cause: problem.cause } : problem;
    return new ManifestError({ file: this.file, line, column: offset - start + 1 }, said);
  }
}
