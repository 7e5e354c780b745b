/** A model in the notation of lists and Jobs: `org/name`, `org/name@revision`, or a URI. */
export interface ModelName {
  /** Without the revision. */
  readonly name: string;
  readonly revision?: string | undefined;
}

export function parseModelName(text: string): ModelName {
  const at = text.includes("://") ? -1 : text.indexOf("@");
  return at < 0 ? { name: text } : { name: text.slice(0, at), revision: text.slice(at + 1) };
}

export function formatModelName({ name, revision }: ModelName): string {
  return revision === undefined ? name : `${name}@${revision}`;
}
