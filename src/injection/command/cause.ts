/** A word of a container's command or environment that may make it fetch from the hub. */
export interface Cause {
  /** The name in warnings: `--trust-remote-code`, `hf`, `DYN_LORA_ENABLED`. Never a value or script text. */
  readonly word: string;
  readonly why: Why;
}

export type Why = keyof typeof WHY;

/** The effect of the word, for warnings. */
export const WHY = {
  config: "reads another repository",
  adapter: "loads adapters",
  part: "may read another repository",
  file: "names a file that may name a model",
  code: "runs other code",
  fetch: "may fetch at run time",
  asks: "asks the hub, although the model is cached",
  writes: "writes beside the weights",
  settings: "may name another repository or file",
  template: "may come from a repository",
  value: "has a value that may name a repository or a file",
  hidden: "has a value that is known only at run time",
  program: "may download",
  router: "reads every model that it serves",
  variable: "lets the engine fetch at run time",
  source: "may define variables that let the engine fetch",
  unwritable: "may be unable to write to the claim what offline look-ups read",
  readonly: "is read-only, so what offline look-ups read may be missing there",
  image: "may be defined by the image, with more arguments",
  unread: "could not be read as a whole",
  removes: "may remove what is in the cache",
  ranks: "starts ranks in other pods, with copies of their own",
  folders: "may need folders of the repository, which Model Express leaves out",
} as const satisfies Readonly<Record<string, string>>;

/** Sanitizes a word for a message: only what looks like a name is shown. */
export function safeWord(word: string): string {
  return /^[\w.+-]{1,60}$/.test(word) ? word : "a word";
}
