import { toScope } from "../expansion/expand.ts";
import type { PlacedText, Scope } from "../expansion/scope.ts";
import { DocumentFailed, Fatal } from "../giving-up.ts";
import type { Part, Redirect, Word } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import { resolvePath } from "../state/paths.ts";
import type { State } from "../state/state.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Shell } from "./shell.ts";

/** The target of the standard output. */
interface Output {
  readonly path: string | undefined;
  readonly isAppending: boolean;
}

interface Streams {
  readonly output: Output | undefined;
  readonly hasInput: boolean;
}

/** Runs the body with standard input and output redirected, and restores both. */
export function withRedirects(
  redirects: readonly Redirect[],
  { state, shell }: { state: State; shell: Shell },
  body: (state: State) => Flow,
): Flow {
  if (redirects.length === 0) return body(state);
  const { input } = state;
  const streams = applyRedirects(redirects, toScope(state, shell));
  // A process substitution writes to the output of the shell.
  const saved: Saved = { output: state.output, input, feedsPipe: state.feedsPipe };
  if (streams.output !== undefined) {
    state.output = "";
    state.feedsPipe = false;
  }
  const flow = body(state);
  const result = new Flow();
  for (const end of flow.ends) result.add(end, restore(flow.take(end), saved, streams));
  return result;
}

/** `exec >file`: the redirection is permanent. */
export function redirectShell(redirects: readonly Redirect[], state: State, shell: Shell): void {
  const { output } = applyRedirects(redirects, toScope(state, shell));
  if (output === undefined) return;
  if (state.output !== undefined) state.output = UNKNOWN;
  if (output.path !== undefined) state.files.share(output.path);
}

interface Saved {
  readonly output: string | undefined;
  readonly input: string | undefined;
  readonly feedsPipe: boolean;
}

function restore(state: State | undefined, saved: Saved, streams: Streams): State | undefined {
  if (state === undefined) return undefined;
  if (streams.output !== undefined) {
    writeFile(state, streams.output, state.output ?? UNKNOWN);
    state.output = saved.output;
    state.feedsPipe = saved.feedsPipe;
  }
  if (streams.hasInput) state.input = saved.input;
  return state;
}

function writeFile(state: State, { path, isAppending }: Output, text: string): void {
  if (path === undefined) return;
  if (isAppending) state.files.append(path, text);
  else state.files.write(path, text);
}

function applyRedirects(redirects: readonly Redirect[], scope: Scope): Streams {
  let output: Output | undefined;
  let hasInput = false;
  for (const redirect of redirects) {
    scope.shell.budget.spend(1);
    if (isInput(redirect)) {
      hasInput = true;
      const input = findInput(redirect, scope);
      scope.state.feed(input?.text, input?.origin);
    } else output = findOutput(redirect, scope) ?? output;
  }
  return { output, hasInput };
}

function isInput({ operator, descriptor }: Redirect): boolean {
  return operator.startsWith("<") && (descriptor === undefined || descriptor === 0);
}

function findInput({ operator, target, document }: Redirect, scope: Scope): PlacedText | undefined {
  if (operator === "<<<") return { text: `${scope.toText(target)}\n`, origin: [] };
  if (operator.startsWith("<<")) return document && expandDocument(document, scope);
  const path = scope.toText(target);
  if (operator !== "<") return undefined;
  if (path === "/dev/null") return { text: "", origin: [] };
  const { files } = scope.state;
  const key = findFile(path, scope.state) ?? "";
  // What the script has written itself, but is not known, may be a script again.
  return files.has(key) ? { text: files.textOf(key) ?? UNKNOWN, origin: [] } : undefined;
}

function expandDocument(document: Word, scope: Scope): PlacedText {
  try {
    return scope.toPlacedText(scope.shell.isBash ? { parts: document.parts.map(asList) } : document);
  } catch (error) {
    throw error instanceof Fatal && !scope.shell.isBash ? new DocumentFailed() : error;
  }
}

/** In a here-document of bash, `$*` is what `$@` is. */
function asList(part: Part): Part {
  return part.kind === "parameter" && part.name === "*" ? { ...part, name: "@" } : part;
}

/** `2>file` makes the content of the file unknown. The output of `>&2` is discarded. */
function findOutput({ operator, target, descriptor }: Redirect, scope: Scope): Output | undefined {
  const path = scope.toText(target);
  if (operator.startsWith("<")) return undefined;
  if (operator === ">&" && path === "1") return undefined;
  if (operator === ">&" && /^[0-9-]+$/.test(path))
    return descriptor === undefined || descriptor === 1 ? { path: undefined, isAppending: false } : undefined;
  const file = findFile(path, scope.state);
  if (descriptor === undefined || descriptor === 1) return { path: file, isAppending: operator.endsWith(">>") };
  if (file !== undefined) scope.state.files.write(file, undefined);
  return undefined;
}

/** The key of a file in the state. */
export function findFile(path: string, state: State): string | undefined {
  return path.startsWith(`/dev/fd/${UNKNOWN}`) ? path : resolvePath(path, state);
}
