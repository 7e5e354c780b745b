import { isSelected, type Selection } from "./selection.ts";

/** The part of an object that a store needs. */
export interface StoredObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly resourceVersion?: string;
    readonly creationTimestamp?: string;
    readonly uid?: string;
  };
  readonly spec?: object;
  readonly status?: object;
  readonly immutable?: boolean;
  readonly data?: Readonly<Record<string, string>>;
}

/** The last segment of a resource's path. */
export type Plural = "services" | "namespaces" | "persistentvolumeclaims" | "pods" | "configmaps" | "leases";

export interface StoreEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: StoredObject;
}

interface Change {
  readonly version: number;
  readonly plural: Plural;
  readonly before: StoredObject | undefined;
  readonly after: StoredObject | undefined;
}

/** Stands in for etcd and the API server's watch cache. */
export class FakeStore {
  readonly #objects = new Map<string, StoredObject>();
  readonly #listeners = new Set<(change: Change) => void>();
  #changes: Change[] = [];
  #compacted = 0;
  version = 100;

  put(plural: Plural, object: StoredObject): void {
    const version = ++this.version;
    const after = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    const key = keyOf(plural, object.metadata.namespace, object.metadata.name);
    const before = this.#objects.get(key);
    this.#objects.set(key, after);
    this.#changed({ version, plural, before, after });
  }

  remove(plural: Plural, namespace: string | undefined, name: string): void {
    const key = keyOf(plural, namespace, name);
    const before = this.#objects.get(key);
    this.#objects.delete(key);
    this.#changed({ version: ++this.version, plural, before, after: undefined });
  }

  get(plural: Plural, namespace: string | undefined, name: string): StoredObject | undefined {
    return this.#objects.get(keyOf(plural, namespace, name));
  }

  list(selection: Selection): readonly StoredObject[] {
    const ofPlural = [...this.#objects].filter(([key]) => key.startsWith(`${selection.plural}/`));
    return ofPlural.map(([, object]) => object).filter((object) => isSelected(object, selection));
  }

  /** Drops the history: every older resourceVersion is gone. */
  compact(): void {
    this.#changes = [];
    this.#compacted = ++this.version;
  }

  isGone(version: number): boolean {
    return version < this.#compacted;
  }

  /** Calls back for past events since a version, then for new ones until the returned function is called. */
  follow(selection: Selection, version: number, listener: (event: StoreEvent) => void): () => void {
    const take = (change: Change): void => {
      const event = change.version > version ? eventOf(change, selection) : undefined;
      if (event !== undefined) listener(event);
    };
    this.#changes.forEach(take);
    this.#listeners.add(take);
    return () => this.#listeners.delete(take);
  }

  #changed(change: Change): void {
    this.#changes.push(change);
    for (const listener of this.#listeners) listener(change);
  }
}

/** Like the API server: reports an object that leaves the selection as deleted. */
function eventOf({ plural, before, after, version }: Change, selection: Selection): StoreEvent | undefined {
  if (plural !== selection.plural) return undefined;
  const wasSelected = before !== undefined && isSelected(before, selection);
  if (after !== undefined && isSelected(after, selection)) {
    return { type: wasSelected ? "MODIFIED" : "ADDED", object: after };
  }
  if (!wasSelected) return undefined;
  return {
    type: "DELETED",
    object: { ...before, metadata: { ...before.metadata, resourceVersion: String(version) } },
  };
}

function keyOf(plural: Plural, namespace: string | undefined, name: string): string {
  return `${plural}/${namespace ?? ""}/${name}`;
}
