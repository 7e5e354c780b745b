/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** A file could not be read, a server could not start, or the API server could not be reached. */
  failed: 1,
  /** Invalid command line or configuration. */
  usage: 2,
  /**
   * A problem in the manifests or the cluster: a pod lacks its Model Express, or would, or an object that the command
   * names does not exist.
   */
  problem: 3,
} as const;

/** An error that the user can fix: printed as one sentence, without a stack. */
export class Failure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed, cause?: unknown) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}
