import picocolors from "picocolors";
import { EXIT } from "./failure.ts";
import { visible } from "./visible.ts";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** The output of a command, with control characters escaped: results to `out`, messages to `err`. */
export interface Terminal {
  out(text: string): void;
  /** Writes a file's text as a result: unchanged for a program, with control characters escaped on a terminal. */
  file(text: string): void;
  err(text: string): void;
  /** Colours for `out`; plain if it is not a terminal, or if `NO_COLOR` is set. */
  readonly colors: Colors;
  readonly isInteractive: boolean;
  /** The width of the terminal of `out`. */
  readonly columns?: number | undefined;
  /** Whether `err` is a terminal, so that progress can be shown. */
  readonly isWatched: boolean;
}

/** The values of `FORCE_COLOR` with which Node itself forces colours. */
const FORCING = new Set(["", "1", "2", "3", "true"]);

export function processTerminal(): Terminal {
  process.stdout.on("error", endWithoutOutput);
  // Without a reader of the messages the result still counts, and so does the exit code.
  process.stderr.on("error", () => undefined);
  const isInteractive = process.stdout.isTTY === true;
  const isForced = FORCING.has(process.env["FORCE_COLOR"] ?? "0");
  const isPlain = (process.env["NO_COLOR"] ?? "") !== "" || process.env["TERM"] === "dumb";
  const isColored = (isInteractive && !isPlain) || isForced;
  const isWatched = process.stderr.isTTY === true;
  return {
    out: (text) => process.stdout.write(visible(text, isColored)),
    file: (text) => process.stdout.write(isInteractive ? visible(text, isColored) : text),
    err: (text) => process.stderr.write(visible(text, isWatched)),
    colors: picocolors.createColors(isColored),
    isInteractive,
    columns: isInteractive ? process.stdout.columns : undefined,
    isWatched,
  };
}

/** A reader such as `head` closes the pipe early, which is not an error. A full disk is one. */
function endWithoutOutput({ code = "", message }: NodeJS.ErrnoException): never {
  if (code === "EPIPE") process.exit();
  process.stderr.write(
    `error: the output cannot be written: ${code === "ENOSPC" ? "no space is left (ENOSPC)" : message}\n`,
  );
  process.exit(EXIT.failed);
}
