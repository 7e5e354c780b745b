import type { JsonObject } from "../../kubernetes/json.ts";
import { type DirectoryKind, MemoryDirectory, readIdentity } from "../memory-directory.ts";
import type { WatchedObject } from "../watch/watched-object.ts";
import { type Question, questionKey } from "./question.ts";

/** A read in progress. Events that watches receive meanwhile are newer than its answer. */
export interface ReadInProgress {
  readonly outdated: Set<string>;
}

/** Bounds the memory, however many pods a tenant creates. */
const MOST_REMEMBERED = 4096;
const MOST_GRAPHS = 32;

/**
 * Caches the results of live reads for a short time, until the watch catches up. Separate from the watches' caches,
 * because a read and a watch have no common order: entries here must expire.
 */
export class RecentReads {
  readonly found = new MemoryDirectory();
  readonly #remembered = new Map<string, Remembered>();
  readonly #inProgress = new Set<ReadInProgress>();

  /** Call before the request; end it after its answer is stored. */
  begin(): ReadInProgress {
    const read = { outdated: new Set<string>() };
    this.#inProgress.add(read);
    return read;
  }

  end(read: ReadInProgress): void {
    this.#inProgress.delete(read);
  }

  rememberFound(read: ReadInProgress, { kind, object, excess }: KindOfObject, milliseconds: number): void {
    const key = objectKey(kind, object);
    if (read.outdated.has(key)) return;
    const { namespace, name } = readIdentity(object);
    this.found.set(kind, object, excess);
    const forget = (): void => this.found.delete(kind, namespace, name);
    this.#remember(key, milliseconds, { isAbsence: false, forget });
    if (kind === "DynamoGraphDeployment") this.#dropOldGraphs();
  }

  rememberAbsent(question: Question, milliseconds: number): void {
    this.#remember(questionKey(question), milliseconds, { isAbsence: true, forget: () => {} });
  }

  /** Whether a recent read had no answer. */
  isAbsent(question: Question): boolean {
    return this.#remembered.has(questionKey(question));
  }

  /** A watch received the object and is newer from now on. */
  forget({ kind, object }: KindOfObject): void {
    const key = objectKey(kind, object);
    for (const read of this.#inProgress) read.outdated.add(key);
    this.#drop(key);
    const { namespace, name } = readIdentity(object);
    if (kind === "Namespace") this.#drop(questionKey({ about: "namespace", namespace: name }));
    else if (kind === "PersistentVolumeClaim") this.#drop(questionKey({ about: "claim", namespace, name }));
    else this.#dropInstances(namespace, name);
  }

  /**
   * A watch has listed: objects that were absent may exist now. Found objects stay, because other watches may lag.
   */
  forgetAbsent(): void {
    for (const [key, { isAbsence }] of [...this.#remembered]) if (isAbsence) this.#drop(key);
  }

  clear(): void {
    for (const key of [...this.#remembered.keys()]) this.#drop(key);
  }

  /** The instance's label may have changed, so its answers for any dynamo namespace are dropped. */
  #dropInstances(namespace: string, name: string): void {
    this.#drop(questionKey({ about: "instance", namespace, name }));
    const prefix = questionKey({ about: "instances", namespace, scope: "" });
    for (const key of [...this.#remembered.keys()]) if (key.startsWith(prefix)) this.#drop(key);
  }

  /** Bounds the number of cached graphs, which may be large. */
  #dropOldGraphs(): void {
    const prefix: DirectoryKind = "DynamoGraphDeployment";
    const keys = [...this.#remembered.keys()].filter((key) => key.startsWith(prefix));
    for (const key of keys.slice(0, -MOST_GRAPHS)) this.#drop(key);
  }

  #remember(key: string, milliseconds: number, what: Pick<Remembered, "isAbsence" | "forget">): void {
    clearTimeout(this.#remembered.get(key)?.timer);
    const timer = setTimeout(() => this.#drop(key), milliseconds).unref();
    this.#remembered.set(key, { ...what, timer });
    const [oldest = key] = this.#remembered.keys();
    if (this.#remembered.size > MOST_REMEMBERED) this.#drop(oldest);
  }

  #drop(key: string): void {
    const remembered = this.#remembered.get(key);
    if (remembered === undefined) return;
    clearTimeout(remembered.timer);
    this.#remembered.delete(key);
    remembered.forget();
  }
}

/** An object with its kind, which list items lack. */
export interface KindOfObject extends WatchedObject {
  readonly kind: DirectoryKind;
}

interface Remembered {
  readonly timer: NodeJS.Timeout;
  readonly isAbsence: boolean;
  readonly forget: () => void;
}

/** Distinct from the keys of questions: none begins with the name of a kind. */
function objectKey(kind: DirectoryKind, object: JsonObject): string {
  const { namespace, name } = readIdentity(object);
  return `${kind} ${namespace}/${name}`;
}
