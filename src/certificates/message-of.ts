/** The message of anything that was thrown. */
export function readMessage(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
