import { flagName, isFlag } from "./flags.ts";

/** The model of `vllm serve MODEL`: its word's place, or the words between which it cannot be told. */
export type Positional = { readonly position: number } | { readonly unclear: string };

/** Flags that take no value (vLLM's argument parser; click's `is_flag` in trtllm-serve). */
const SWITCH = /^--(?:trust-remote-code|enforce-eager|headless|enable-.*|disable-.*|no-.*)$/;
/** Flags that take any number of values: none of those is a model. */
const MANY =
  /^--(?:served-model-name|model-name|lora-modules|api-key|allowed-.*|middleware|cuda-?graph-.*|compile-sizes|tool-.*)$/;

/**
 * Finds the positional model. Without the parser's own tables, a word behind a bare flag may be that flag's value:
 * then nothing is guessed.
 */
export function findPositional(args: readonly string[]): Positional | undefined {
  let unclear: string | undefined;
  let flag = "";
  for (const [position, word] of args.entries()) {
    if (isFlag(word)) {
      flag = word.includes("=") ? "" : flagName(word);
      continue;
    }
    if (isFree(flag)) return { position };
    if (MANY.test(flag)) continue;
    if (!VALUED.test(flag)) unclear ??= `${flag} ${word}`;
    flag = "";
  }
  return unclear === undefined ? undefined : { unclear };
}

/** Flags that are known to take one value, so that the words behind them leave nothing unclear. */
const VALUED =
  /^(?:-[a-z]+|--(?:model|model-path|tokenizer|tokenizer-.*|host|port|config|revision|dtype|backend|.*-size|.*-len|.*-config|.*-format|.*-path|max-.*|.*-utilization|.*-parser|.*-backend|.*-type|seed|quantization|uvicorn-log-level|load-format|chat-template|extra-llm-api-options|speculative-.*))$/;

/** Whether the word is neither a flag nor, as far as can be told, the value of one. */
export function isFreeWord(args: readonly string[], at: number): boolean {
  const before = args[at - 1] ?? "";
  return !isFlag(args[at] ?? "") && (!isFlag(before) || before.includes("=") || SWITCH.test(flagName(before)));
}

function isFree(flag: string): boolean {
  return flag === "" || SWITCH.test(flag);
}
