import picocolors from "picocolors";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Where a command writes: results to `out`, what is about them to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Colours for `out`; plain when it is no terminal, or `NO_COLOR` is set. */
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
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    colors: picocolors.createColors((isInteractive && !isPlain) || isForced),
    isInteractive,
    isWatched: process.stderr.isTTY === true,
  };
}

/** A reader that has seen enough (`… | head`) closes the pipe: that is no failure of ours. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}
