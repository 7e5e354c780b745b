/** The key of an object among those of its kind. Unambiguous, because names contain no slash. */
export function toKey({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

/** The namespace in a key; empty if the object is cluster-scoped. */
export function cutNamespace(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf("/")));
}
