import { ApiFailure } from "../api/api-failure.ts";
import { describeFailure } from "../api/describe-failure.ts";

/** What was read, or why it could not be: a person may lack the right to a part, and the rest is worth telling. */
export type Readable<T> = { readonly value: T } | { readonly unreadable: string };

/** Reads what the API server may refuse. Throws when the API server cannot be reached, or refuses the credentials. */
export async function attempt<T>(read: () => Promise<T>): Promise<Readable<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof ApiFailure && error.status !== 401) return { unreadable: describeFailure(error) };
    throw error;
  }
}

/** What was read, else what stands for it. */
export function orElse<T, U>(readable: Readable<T>, other: U): T | U {
  return "value" in readable ? readable.value : other;
}
