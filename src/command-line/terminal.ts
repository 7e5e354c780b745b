import picocolors from "picocolors";
import { visible } from "./visible.ts";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Where a command writes, with control characters escaped: results to `out`, what is about them to `err`. */
export interface Terminal {
  out(text: string): void;
  /** A file's text as a result: a program that reads it gets every byte, a person sees control characters escaped. */
  file(text: string): void;
  err(text: string): void;
  /** Colours for `out`; plain when it is not a terminal, or `NO_COLOR` is set. */
  readonly colors: Colors;
  readonly isInteractive: boolean;
  /** A person sees what goes to `err`, and may be shown what is going on. */
  readonly isWatched: boolean;
}

export function processTerminal(): Terminal {
  process.stdout.on("error", endQuietly);
  const isInteractive = process.stdout.isTTY === true;
  const isForced = (process.env["FORCE_COLOR"] ?? "0") !== "0";
  const isPlain = (process.env["NO_COLOR"] ?? "") !== "" || process.env["TERM"] === "dumb";
  const isColored = (isInteractive && !isPlain) || isForced;
  const isWatched = process.stderr.isTTY === true;
  return {
    out: (text) => process.stdout.write(visible(text, isColored)),
    file: (text) => process.stdout.write(isInteractive ? visible(text, isColored) : text),
    err: (text) => process.stderr.write(visible(text, isWatched)),
    colors: picocolors.createColors(isColored),
    isInteractive,
    isWatched,
  };
}

/** A reader that has seen enough (`… | head`) closes the pipe: it is not a failure of ours. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}
