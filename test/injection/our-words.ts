/** The words that make engines load from peers, as they stand in a shell's script. */
const OURS = / --load-format (?:modelexpress|remote_instance --remote-instance-weight-loader-backend modelexpress)/g;

/** A script without them. */
export function withoutOurWords(script: string): string {
  return script.replaceAll(OURS, "");
}
