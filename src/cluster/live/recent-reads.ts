import type { JsonObject } from "../../kubernetes/json.ts";
import { type DirectoryKind, identityOf, MemoryDirectory } from "../memory-directory.ts";
import { type Question, questionKey } from "./question.ts";

/** A read that is under way: what watches receive meanwhile is newer than its answer. */
export interface ReadInProgress {
  readonly outdated: Set<string>;
}

/** No pod, and no tenant with many, can make more of them than that be remembered. */
const MOST_REMEMBERED = 4096;
const MOST_GRAPHS = 32;

/**
 * What live reads found, for a short time: it bridges the moment until the watch knows as much. Apart from what watches
 * know, because a read and a watch have no common order: what is kept here must go by itself.
 */
export class RecentReads {
  readonly found = new MemoryDirectory();
  readonly #remembered = new Map<string, Remembered>();
  readonly #inProgress = new Set<ReadInProgress>();

  /** To be called before the request, and ended after its answer was remembered. */
  begin(): ReadInProgress {
    const read = { outdated: new Set<string>() };
    this.#inProgress.add(read);
    return read;
  }

  end(read: ReadInProgress): void {
    this.#inProgress.delete(read);
  }

  rememberFound(read: ReadInProgress, { kind, object }: KindOfObject, milliseconds: number): void {
    const key = objectKey(kind, object);
    if (read.outdated.has(key)) return;
    const { namespace, name } = identityOf(object);
    this.found.set(kind, object);
    const forget = (): void => this.found.delete(kind, namespace, name);
    this.#remember(key, milliseconds, { isAbsence: false, forget });
    if (kind === "DynamoGraphDeployment") this.#dropOldGraphs();
  }

  rememberAbsent(question: Question, milliseconds: number): void {
    this.#remember(questionKey(question), milliseconds, { isAbsence: true, forget: () => {} });
  }

  /** Whether a read a moment ago had no answer. */
  isAbsent(question: Question): boolean {
    return this.#remembered.has(questionKey(question));
  }

  /** A watch received the object: from now on it knows better. */
  forget({ kind, object }: KindOfObject): void {
    const key = objectKey(kind, object);
    for (const read of this.#inProgress) read.outdated.add(key);
    this.#drop(key);
    const { namespace, name } = identityOf(object);
    if (kind === "Namespace") this.#drop(questionKey({ about: "namespace", namespace: name }));
    else if (kind === "PersistentVolumeClaim") this.#drop(questionKey({ about: "claim", namespace, name }));
    else this.#dropInstances(namespace, name);
  }

  /** A watch listed: what was not there may be there now. What a read found stays, for other watches may lag behind. */
  forgetAbsent(): void {
    for (const [key, { isAbsence }] of [...this.#remembered]) if (isAbsence) this.#drop(key);
  }

  clear(): void {
    for (const key of [...this.#remembered.keys()]) this.#drop(key);
  }

  /** An instance can answer for any dynamo namespace: its label may have changed. */
  #dropInstances(namespace: string, name: string): void {
    this.#drop(questionKey({ about: "instance", namespace, name }));
    const prefix = questionKey({ about: "instances", namespace, scope: "" });
    for (const key of [...this.#remembered.keys()]) if (key.startsWith(prefix)) this.#drop(key);
  }

  /** What is kept of a graph may be large. */
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

/** An object with its kind, which the members of a list do not have. */
export interface KindOfObject {
  readonly kind: DirectoryKind;
  readonly object: JsonObject;
}

interface Remembered {
  readonly timer: NodeJS.Timeout;
  readonly isAbsence: boolean;
  readonly forget: () => void;
}

/** No question begins with the name of a kind. */
function objectKey(kind: DirectoryKind, object: JsonObject): string {
  const { namespace, name } = identityOf(object);
  return `${kind} ${namespace}/${name}`;
}
