import { cutNamespace } from "../../kubernetes/object-key.ts";
/**
 * A map with keys such as `namespace/name`, indexed by namespace: work for one namespace does not depend on the
 * others.
 */
export class ByNamespace<T> {
  readonly #namespaces = new Map<string, Map<string, T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: string): T | undefined {
    return this.#namespaces.get(cutNamespace(key))?.get(key);
  }

  set(key: string, value: T): void {
    const namespace = cutNamespace(key);
    const values = this.#namespaces.get(namespace) ?? new Map<string, T>();
    this.#namespaces.set(namespace, values);
    if (!values.has(key)) this.#size++;
    values.set(key, value);
  }

  delete(key: string): void {
    const values = this.#namespaces.get(cutNamespace(key));
    if (values?.delete(key) !== true) return;
    this.#size--;
    if (values.size === 0) this.#namespaces.delete(cutNamespace(key));
  }

  *keys(): Generator<string> {
    for (const values of this.#namespaces.values()) yield* values.keys();
  }

  *values(): Generator<T> {
    for (const values of this.#namespaces.values()) yield* values.values();
  }

  /** The values of one namespace. */
  in(namespace: string): Iterable<T> {
    return this.#namespaces.get(namespace)?.values() ?? [];
  }
}
