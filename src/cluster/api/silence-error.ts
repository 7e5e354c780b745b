/** A server sent nothing for too long, before its answer or within it. */
export class SilenceError extends Error {
  override readonly name = "SilenceError";
  /** Node's code of a connection that times out. */
  readonly code = "ETIMEDOUT";

  constructor(milliseconds: number) {
    super(`the API server sent nothing for ${milliseconds / 1000} s`);
  }
}
