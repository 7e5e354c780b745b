import { ApiFailure, isUnauthenticated } from "../api/api-failure.ts";
import { describeFailure } from "../api/describe-failure.ts";

/** A value, or why it could not be read. Users may lack permission for a part, and the rest is still useful. */
export type Readable<T> = { readonly value: T } | { readonly unreadable: string };

/**
 * Reads something that the API server may refuse. Throws if the API server is unreachable or rejects the credentials.
 */
export async function attempt<T>(read: () => Promise<T>): Promise<Readable<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof ApiFailure && !isUnauthenticated(error)) return { unreadable: describeFailure(error) };
    throw error;
  }
}

export function orElse<T, U>(readable: Readable<T>, other: U): T | U {
  return "value" in readable ? readable.value : other;
}
