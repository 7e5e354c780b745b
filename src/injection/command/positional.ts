import type { Arguments } from "./flags.ts";

/** The model of `vllm serve MODEL`: its index, or the words that make it ambiguous. */
export type Positional = { readonly position: number } | { readonly unclear: string };

/** Finds the positional model. A word after an unknown flag may be that flag's value, so the result is ambiguous. */
export function findPositional({ flags, free }: Arguments): Positional | undefined {
  const [position] = free;
  const unclear = flags.find(({ kind, values }) => kind === undefined && values.length > 0);
  if (position !== undefined && (unclear === undefined || position < unclear.position)) return { position };
  if (unclear !== undefined) return { unclear: `${unclear.name} ${unclear.values[0]}` };
  return undefined;
}
