/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** A file could not be read, a server not be started, or the API server not be asked. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** Something in the manifests or the cluster is wrong, so that a pod lacks its Model Express, or would. */
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
