/** A word of a container's command or environment that may make it fetch from the hub. */
export interface Cause {
  /** As a warning names it: `--trust-remote-code`, `hf download`, `DYN_LORA_ENABLED`. Never a script's text. */
  readonly word: string;
  /** What it may fetch, in a few words. */
  readonly why: string;
}
