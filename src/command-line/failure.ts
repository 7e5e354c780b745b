/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** A file could not be read, or a server not be started. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** A pod is left unchanged because something in the manifests is wrong (a warned reason). */
  problem: 3,
} as const;

/** A failure that is the user's to mend: printed as one sentence, without a stack. */
export class Failure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed, cause?: unknown) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}
