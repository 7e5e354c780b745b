import { sentenceOf } from "../cluster/api/failure-sentence.ts";

/** What was read, or why it could not be: a person may lack the right to a part, and the rest is worth telling. */
export type Readable<T> = { readonly value: T } | { readonly unreadable: string };

export async function attempt<T>(read: () => Promise<T>): Promise<Readable<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    return { unreadable: sentenceOf(error) };
  }
}

/** What was read, else what stands for it. */
export function orElse<T, U>(readable: Readable<T>, other: U): T | U {
  return "value" in readable ? readable.value : other;
}
