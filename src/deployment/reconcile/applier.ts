import { ApiFailure } from "../../cluster/api/api-failure.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { digestValue } from "../../cluster/objects/own-fields.ts";
import { isOlder } from "../../cluster/objects/resource-version.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { plain } from "../../kubernetes/quoted.ts";
import { type ObjectReference, type ResourceType, shown } from "../../kubernetes/resource-type.ts";
import { type ActualObject, readActualObject } from "../actual/actual-object.ts";
import type { Problem } from "../status/reason.ts";

/** An object to apply, beside its actual state. */
export interface DesiredObject {
  readonly type: ResourceType;
  /** With apiVersion, kind, namespace and name. */
  readonly object: JsonObject;
  /** The object in the watch's cache. */
  readonly actual: ActualObject | undefined;
  /** Whether an existing object of that name is ours to change. */
  readonly isOurs: (actual: ActualObject) => boolean;
}

export interface Outcome {
  readonly problem: Problem | undefined;
  /** Whether the watch already shows what was applied. */
  readonly isShown: boolean;
  /** Milliseconds after which to reconcile again without a change. */
  readonly pause: number | undefined;
}

interface Applied {
  /** A digest of the desired object. */
  readonly desired: string;
  /** The applied object; `undefined` if it was refused. */
  readonly result: ActualObject | undefined;
  readonly problem: Problem | undefined;
  /** Milliseconds after which to retry a refused object. */
  readonly refusalMs: number;
  /** The uid of the actual object. */
  readonly uid: string | undefined;
  /** The time, by `performance.now()`. */
  readonly at: number;
  /** Consecutive failures other than refusals. */
  readonly failures: number;
}

/** Retry interval for refusals: a quota may have grown, or an object with the name may be gone. */
const REFUSAL_MS = 60_000;
/**
 * Failures of other kinds are thrown, so that the caller retries. After this many in a row they are reported as a
 * problem.
 */
const MOST_FAILURES = 2;
/** Retry interval after a 500, which is often transient. */
const SERVER_ERROR_MS = 10_000;
/** If the watch does not show the applied object within this time, it has changed since. */
const SHOWN_MS = 2000;

/**
 * Applies objects, each only if the desired object changed, or if another writer changed what was applied. The record
 * of applied objects is in memory only: after a restart each object is applied once more, without effect.
 */
export class Applier {
  readonly #writer: ObjectWriter;
  readonly #applied = new Map<string, Map<string, Applied>>();

  constructor(writer: ObjectWriter) {
    this.#writer = writer;
  }

  forget(owner: string): void {
    this.#applied.delete(owner);
  }

  /** Applies the desired object, or returns why the API server refuses it. Throws if only a retry can help. */
  async apply(owner: string, desired: DesiredObject): Promise<Outcome> {
    const reference = toReference(desired);
    const id = shown(reference);
    const digest = digestValue(desired.object);
    const before = this.#applied.get(owner)?.get(id);
    const known = before?.desired === digest ? reuseOutcome(before, desired) : undefined;
    if (known !== undefined) return known;
    const all = this.#applied.get(owner) ?? new Map<string, Applied>();
    this.#applied.set(owner, all);
    const about = { desired: digest, uid: desired.actual?.uid };
    const applied = await this.#attempt(reference, desired).then(
      (now) => ({ ...now, ...about, failures: 0, at: performance.now() }),
      (error: unknown) => {
        const failures = 1 + (before?.failures ?? 0);
        const problem = failures > MOST_FAILURES ? describeFailure(desired, error) : undefined;
        const refusalMs = SERVER_ERROR_MS;
        const failed = { ...about, failures, problem, refusalMs, result: undefined, at: performance.now() };
        all.set(id, failed);
        if (problem === undefined) throw error;
        return failed;
      },
    );
    all.set(id, applied);
    return reuseOutcome(applied, desired) ?? { problem: undefined, isShown: false, pause: SHOWN_MS };
  }

  async #attempt(
    reference: ObjectReference,
    { object, actual, isOurs }: DesiredObject,
  ): Promise<Pick<Applied, "result" | "problem" | "refusalMs">> {
    const kind = textAt(object, "kind") ?? "";
    const known = actual !== undefined && isOurs(actual) ? actual : await this.#read(reference);
    if (known !== undefined && !isOurs(known)) {
      const message = `${kind} ${reference.name} does not belong to this ModelExpress: rename one of them`;
      return { result: undefined, problem: { kind, reason: "NameTaken", message }, refusalMs: REFUSAL_MS };
    }
    try {
      const result = await this.#writer.apply(reference, known === undefined ? object : addUid(object, known.uid));
      const applied = readActualObject(result, this.#writer.fieldManager);
      return { result: applied, problem: undefined, refusalMs: REFUSAL_MS };
    } catch (error) {
      if (!(error instanceof ApiFailure && isRefusal(error))) throw error;
      const problem = describeFailure({ object }, error);
      return { result: undefined, problem, refusalMs: error.status === 500 ? SERVER_ERROR_MS : REFUSAL_MS };
    }
  }

  /** Reads the object itself, because the watch shows only objects with our label. */
  async #read(reference: ObjectReference): Promise<ActualObject | undefined> {
    const object = await this.#writer.get(reference);
    return object && readActualObject(object, this.#writer.fieldManager);
  }
}

/** Reports the API server's own message; `undefined` for failures that are not an answer of the API server. */
function describeFailure({ object }: Pick<DesiredObject, "object">, error: unknown): Problem | undefined {
  // A conflict is a race, and rejected credentials are not this object's fault.
  if (!(error instanceof ApiFailure) || error.status === 409 || error.status === 401) return undefined;
  const kind = textAt(object, "kind") ?? "";
  return { kind, reason: "Refused", message: plain(`${kind}: ${error.message}`) };
}

/**
 * Whether the status is about this object and worth reporting to its author. The API server answers 500 for a webhook
 * that is down, an unknown field, or an exhausted address range.
 */
function isRefusal({ status }: ApiFailure): boolean {
  return [400, 403, 413, 422, 500].includes(status);
}

/** The outcome of the last apply if it still holds; `undefined` if the object must be applied again. */
function reuseOutcome(
  { result, problem, refusalMs, uid, at, failures }: Applied,
  { actual, isOurs }: DesiredObject,
): Outcome | undefined {
  const age = performance.now() - at;
  if (problem !== undefined) {
    return actual?.uid === uid && age < refusalMs ? { problem, isShown: true, pause: refusalMs - age } : undefined;
  }
  if (failures > 0) return undefined;
  if (actual === undefined || isOlder(actual.version, result?.version ?? "")) {
    return age < SHOWN_MS ? { problem, isShown: false, pause: SHOWN_MS - age } : undefined;
  }
  return actual.fields === result?.fields && isOurs(actual) ? { problem, isShown: true, pause: undefined } : undefined;
}

/**
 * Adds the uid: the API server then refuses to recreate an object that was deleted meanwhile, or to change its
 * successor.
 */
function addUid(object: JsonObject, uid: string): JsonObject {
  return { ...object, metadata: { ...objectAt(object, "metadata"), uid } };
}

function toReference({ type, object }: DesiredObject): ObjectReference {
  const metadata = objectAt(object, "metadata");
  const [namespace, name] = [textAt(metadata, "namespace"), textAt(metadata, "name") ?? ""];
  return { type, name, ...(namespace === undefined ? {} : { namespace }) };
}
