const FLAG = /^--download[-_]dir(?:=(.*))?$/s;

/**
 * The value of `--download-dir`, with which vLLM and SGLang keep weights and tokenizer in a hub directory of its own;
 * the last one wins, as in argparse.
 */
export function findDownloadDirectory(args: readonly string[]): string | undefined {
  const at = args.findLastIndex((word) => FLAG.test(word));
  if (at < 0) return undefined;
  const [, value] = FLAG.exec(args[at] ?? "") ?? [];
  return value ?? args[at + 1];
}
