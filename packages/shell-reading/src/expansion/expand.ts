import type { Run } from "../grammar/origin.ts";
import type { Part, ProcessPart, Script, TextPart, Word } from "../grammar/syntax.ts";
import type { Shell } from "../running/shell.ts";
import type { State } from "../state/state.ts";
import { toText } from "../state/variable.ts";
import { ANYTHING, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";
import { evaluate, expandArithmetic } from "./arithmetic/evaluate.ts";
import { expandBraces } from "./braces.ts";
import { expandParameter } from "./parameters/expand-parameter.ts";
import type { Piece, PlacedText, Scope } from "./scope.ts";
import { canSplit, toFields } from "./splitting.ts";

/** Builds the scope in which the words of a command are expanded. */
export function toScope(state: State, shell: Shell): Scope {
  const scope: Scope = {
    state,
    shell,
    toText: (word) => textOfPieces(toPieces(word, { isQuoted: true, scope })),
    toItem: (word) => (shell.isBash && isSplit(word, state) ? UNKNOWN : scope.toText(word)),
    toPlacedText: (word) => placedText(toPieces(word, { isQuoted: true, scope })),
    toPieces: (word, isQuoted) => toPieces(word, { isQuoted, scope }),
    toNumber: (text) => String(evaluate(text, scope) ?? UNKNOWN),
    capture: (script) => capture(script, state, shell),
  };
  return scope;
}

/** Whether the word has a list in it, and separators other than the usual ones, with which bash splits it. */
function isSplit({ parts }: Word, { variables }: State): boolean {
  const isList = (part: Part) =>
    part.kind === "parameter" && (part.name === "@" || part.name === "*" || part.index !== undefined);
  return parts.some(isList) && toText(variables.get("IFS").value ?? " \t\n") !== " \t\n";
}

/** Expands and splits words to any number of words. */
export function expandWords(words: readonly Word[], scope: Scope): readonly string[] {
  return words.flatMap((word) => expandWord(word, scope));
}

export function expandWord(word: Word, scope: Scope): readonly string[] {
  return expandPlaced(word, scope).map(({ text }) => text);
}

/** The same, with the origins of the words. */
export function expandPlaced(word: Word, scope: Scope): readonly PlacedText[] {
  const { budget, isBash } = scope.shell;
  budget.spend(1);
  const alternatives = isBash ? expandBraces(word, budget) : [word];
  return alternatives.flatMap((one) => splitWord(one, scope));
}

function splitWord(word: Word, scope: Scope): readonly PlacedText[] {
  const { state, shell } = scope;
  const pieces = toPieces(word, { isQuoted: false, scope });
  const { value } = state.variables.get("IFS");
  const separators = value === undefined ? " \t\n" : (toText(value) ?? " \t\n");
  shell.budget.spend(pieces.reduce((sum, piece) => sum + (piece.kind === "break" ? 1 : piece.text.length), 0));
  if (!canSplit(separators) && pieces.some((piece) => piece.kind === "split" && piece.text !== ""))
    return [{ text: UNKNOWN_WORDS, origin: [] }];
  const fields = toFields(pieces, separators, state.options.hasNoGlobs === true);
  const whole = fields.length === 1 && pieces.some(isWritten) ? placedText(pieces) : undefined;
  // Splitting and patterns have changed the literal text.
  if (whole !== undefined && whole.text === fields[0]) return [whole];
  return fields.map((text) => ({ text, origin: [] }));
}

/** Whether the piece is quoted literal text, which stays one word whatever is inserted. */
function isWritten(piece: Piece): piece is WrittenPiece {
  return piece.kind === "quoted" && piece.start !== undefined && piece.text !== "";
}

type WrittenPiece = Exclude<Piece, { kind: "break" }> & { readonly start: number };

function placedText(pieces: readonly Piece[]): PlacedText {
  const origin: Run[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (isWritten(piece)) origin.push({ at, length: piece.text.length, start: piece.start });
    at += (piece.kind === "break" ? piece.joint : piece.text).length;
  }
  return { text: textOfPieces(pieces), origin };
}

interface Context {
  readonly isQuoted: boolean;
  readonly scope: Scope;
}

function toPieces({ parts }: Word, context: Context): readonly Piece[] {
  return parts.flatMap((part, index) => {
    const isTilde = index === 0 && part.kind === "text" && !part.isQuoted && part.text.startsWith("~");
    if (isTilde) return homePieces(part, context.scope);
    return partPieces(part, context);
  });
}

/** `~/path`, `~user/path`: only the home is unknown. */
function homePieces({ text, start }: TextPart, { shell }: Scope): readonly Piece[] {
  shell.budget.spend(1 + text.length);
  const slash = text.indexOf("/");
  const home: Piece = { kind: "quoted", text: UNKNOWN };
  if (slash < 0) return [home];
  return [home, { kind: "literal", text: text.slice(slash), start: start === undefined ? start : start + slash }];
}

function partPieces(part: Part, { isQuoted, scope }: Context): readonly Piece[] {
  scope.shell.budget.spend(1);
  switch (part.kind) {
    case "text":
      scope.shell.budget.spend(part.text.length);
      return [{ kind: part.isQuoted ? "quoted" : "literal", text: part.text, start: part.start }];
    case "parameter":
      return expandParameter(part, scope);
    case "command":
      return [{ kind: part.isQuoted ? "quoted" : "split", text: scope.capture(part.script) }];
    case "arithmetic":
      return [
        {
          kind: part.isQuoted || isQuoted ? "quoted" : "split",
          text: expandArithmetic(scope.toText(part.expression), scope),
        },
      ];
    case "process":
      return [{ kind: "quoted", text: substituteProcess(part, scope) }];
  }
}

/** `<(command)` is a file with the command's output, with a name that the shell chooses. */
function substituteProcess({ script, takesInput }: ProcessPart, { state, shell }: Scope): string {
  const path = `/dev/fd/${UNKNOWN}${state.captures++}`;
  const inner = enterProcess(takesInput, state);
  const end = shell.budget.nest(() => shell.runSubshell(script, inner, shell)) ?? inner;
  state.files.shareWith(end.files);
  if (takesInput && end.output !== state.output) state.output = ANYTHING;
  if (!takesInput && end.input !== state.input) state.input = undefined;
  state.files.write(path, takesInput || state.hasDiscarded || end.output === undefined ? UNKNOWN : end.output);
  state.captureStatus = 0;
  return path;
}

function enterProcess(takesInput: boolean, state: State): State {
  const inner = state.copy();
  if (takesInput) inner.input = undefined;
  else inner.output = "";
  inner.feedsPipe = false;
  inner.files = state.files.copyBeside();
  if (state.hasDiscarded) inner.weight = 0;
  return inner;
}

function textOfPieces(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.kind === "break" ? piece.joint : piece.text)).join("");
}

/** Runs commands in a subshell for their output. */
function capture(script: Script, state: State, shell: Shell): string {
  return withoutNewlines(captureAll(script, state, shell));
}

function captureAll(script: Script, state: State, shell: Shell): string {
  const inner = state.copy();
  inner.output = "";
  inner.feedsPipe = false;
  if (shell.isBash) inner.options = { ...inner.options, exitsOnError: false };
  const end = shell.budget.nest(() => shell.runSubshell(script, inner, shell));
  state.captureStatus = end?.status;
  // In dash the rest of the command still finds the status of the one before.
  if (shell.isBash) state.status = end?.status;
  state.captures++;
  if (end !== undefined) state.files.adopt(end.files);
  if (end !== undefined && end.input !== state.input) state.input = end.input;
  const text = script.isBroken ? UNKNOWN : (end?.output ?? UNKNOWN);
  shell.budget.spend(text.length);
  return text;
}

/** A newline before an unknown part may or may not be trailing. */
function withoutNewlines(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === "\n") end--;
  return text.slice(0, end);
}
