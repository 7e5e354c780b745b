/** The words that make engines load from peers, as written in a shell's script. */
const OURS = / --load-format (?:modelexpress|remote_instance --remote-instance-weight-loader-backend modelexpress)/g;

/** Removes them from a script. */
export function withoutOurWords(script: string): string {
  return script.replaceAll(OURS, "");
}
