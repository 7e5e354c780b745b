import { type Document, type Node, parseAllDocuments, Schema } from "yaml";
import type { Manifest } from "./manifest.ts";
import { ManifestBudget } from "./manifest-budget.ts";
import { TOO_MANY_PARTS } from "./node-problem.ts";
import { NodeReader } from "./node-value.ts";
import { SourceFile } from "./source-file.ts";
import { syntaxProblem } from "./syntax-problem.ts";
import { findTextProblem } from "./text-problem.ts";

// The parser only splits the text. NodeReader resolves scalars and rejects repeated keys, because none of the
// parser's schemas agrees with Kubernetes, and its own key check takes quadratic time.
const OPTIONS = {
  schema: new Schema({ schema: "failsafe", resolveKnownTags: false }),
  uniqueKeys: false,
  keepSourceTokens: true,
  prettyErrors: false,
} as const;

/**
 * Reads a file of YAML or JSON documents as `kubectl` does. Skips documents without content.
 *
 * @param budget what the file and those read before may have together
 * @throws {ManifestError} for the first error, with its place
 */
export function readManifests(source: string, file: string, budget = new ManifestBudget()): Manifest[] {
  const text = new SourceFile(file, source);
  const problem = findTextProblem(source);
  if (problem !== undefined) throw text.error(problem.offset, problem);
  if (!budget.takeText(source)) throw text.error(0, TOO_MANY_PARTS);
  return parse(text).flatMap((document, documentIndex) => readDocument(text, document, { documentIndex, budget }));
}

function parse(text: SourceFile): Document<Node>[] {
  // The parser goes on after an error, and makes one with a stack trace for each character that is wrong.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parseAllDocuments<Node>(text.source, OPTIONS);
  } catch (cause) {
    throw text.error(0, { what: "the file cannot be parsed", wayOut: "pass a Kubernetes manifest", cause });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

interface Reading {
  readonly documentIndex: number;
  readonly budget: ManifestBudget;
}

function readDocument(text: SourceFile, document: Document<Node>, { documentIndex, budget }: Reading): Manifest[] {
  const [error] = document.errors;
  if (error !== undefined) throw text.error(error.pos[0], syntaxProblem(error, text.source));
  const syntax = document.contents;
  if (syntax === null) return [];
  const value = new NodeReader((offset, problem) => text.error(offset, problem), { budget }).read(syntax);
  if (value === null) return [];
  const line = text.findLine(syntax.range?.[0] ?? 0);
  return [{ file: text.file, documentIndex, line, value, syntax }];
}
