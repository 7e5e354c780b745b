import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import type { Claim } from "../../model-express/directory.ts";
import type { Instance } from "../../model-express/instance.ts";
import { type DirectoryKind, MemoryDirectory, readIdentity } from "../memory-directory.ts";
import type { Resource, ResourceSink } from "../watch/resource.ts";

/** Objects that declare instances before their Services exist. */
export interface Declarations {
  readonly resource: Resource;
  /** Computes the Services and claims that the controller will create. */
  readonly declaredBy: (object: JsonObject) => readonly JsonObject[];
}

/**
 * How long a declaration counts without its Service. A longer time would make pods wait for a server that never
 * comes, because its controller is off or the API server refuses it.
 */
const COUNTS_MS = 600_000;

/** The instances that declarations promise, from the objects of a watch. */
export class DeclaredLayer implements ResourceSink {
  readonly #declaredBy: Declarations["declaredBy"];
  readonly #now: () => number;
  #declared: PromisedByNamespace = new Map();
  #draft: PromisedByNamespace = new Map();

  /** @param now milliseconds since the epoch, by the API server's clock */
  constructor(declaredBy: Declarations["declaredBy"], now: () => number) {
    this.#declaredBy = declaredBy;
    this.#now = now;
  }

  instancesFor(namespace: string, scope: string): readonly Instance[] {
    return this.#current(namespace).flatMap((memory) => memory.instancesFor(namespace, scope));
  }

  instanceNamed(namespace: string, name: string): Instance | undefined {
    return findFirst(this.#current(namespace), (memory) => memory.instanceNamed(namespace, name));
  }

  claim(namespace: string, name: string): Claim | undefined {
    return findFirst(this.#current(namespace), (memory) => memory.claim(namespace, name));
  }

  deployedImage(namespace: string, name: string): string | undefined {
    return findFirst(this.#current(namespace), (memory) => memory.deployedImage(namespace, name));
  }

  beginList(): void {
    this.#draft = new Map();
  }

  listed(object: JsonObject, excess?: string): void {
    if (excess === undefined) this.#set(this.#draft, object);
  }

  endList(): void {
    this.#declared = this.#draft;
    this.#draft = new Map();
  }

  changed(object: JsonObject, excess?: string): void {
    if (excess === undefined) this.#set(this.#declared, object);
    else this.deleted(object);
  }

  deleted(object: JsonObject): void {
    const { namespace, name } = readIdentity(object);
    this.#declared.get(namespace)?.delete(name);
  }

  #current(namespace: string): readonly MemoryDirectory[] {
    const now = this.#now();
    const promised = [...(this.#declared.get(namespace)?.values() ?? [])];
    return promised.filter(({ until }) => now < until).map(({ memory }) => memory);
  }

  /** Keeps only declarations that still count, so that old ones cost nothing. */
  #set(declared: PromisedByNamespace, object: JsonObject): void {
    const { namespace, name } = readIdentity(object);
    declared.get(namespace)?.delete(name);
    const until = writtenAt(object) + COUNTS_MS;
    const isEnding = textAt(objectAt(object, "metadata"), "deletionTimestamp") !== undefined;
    const objects = isEnding || until <= this.#now() ? [] : this.#declaredBy(object);
    if (objects.length === 0) return;
    const memory = new MemoryDirectory();
    for (const each of objects) memory.set(textAt(each, "kind") as DirectoryKind, each);
    const promised = declared.get(namespace) ?? new Map<string, Promised>();
    declared.set(namespace, promised.set(name, { memory, until }));
  }
}

type PromisedByNamespace = Map<string, Map<string, Promised>>;

/** The objects that one declaration promises. */
interface Promised {
  readonly memory: MemoryDirectory;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** The last time that more than its status was written. */
function writtenAt(object: JsonObject): number {
  const metadata = objectAt(object, "metadata");
  const writes = objectsAt(metadata, "managedFields").filter((manager) => member(manager, "subresource") === undefined);
  const times = [textAt(metadata, "creationTimestamp"), ...writes.map((manager) => textAt(manager, "time"))];
  return Math.max(0, ...times.map((time) => Date.parse(time ?? "")).filter((time) => !Number.isNaN(time)));
}

function findFirst<T>(
  memories: readonly MemoryDirectory[],
  look: (memory: MemoryDirectory) => T | undefined,
): T | undefined {
  for (const memory of memories) {
    const found = look(memory);
    if (found !== undefined) return found;
  }
  return undefined;
}
