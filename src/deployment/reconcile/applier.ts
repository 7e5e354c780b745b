import { ApiFailure } from "../../cluster/api/api-failure.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { digestOf } from "../../cluster/objects/own-fields.ts";
import { isOlder } from "../../cluster/objects/resource-version.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { plain } from "../../kubernetes/quoted.ts";
import { type ObjectReference, type ResourceType, shown } from "../../kubernetes/resource-type.ts";
import { type ActualObject, readActualObject } from "../actual/actual-object.ts";
import type { Problem } from "../status/reason.ts";

/** An object as it should be. */
export interface DesiredObject {
  readonly type: ResourceType;
  /** With apiVersion, kind, namespace and name. */
  readonly object: JsonObject;
  /** What the watch shows. */
  readonly actual: ActualObject | undefined;
  /** Whether an object of that name is ours to change. */
  readonly isOurs: (actual: ActualObject) => boolean;
}

export interface Outcome {
  readonly problem: Problem | undefined;
  /** Whether the watch shows what was applied. */
  readonly isShown: boolean;
  /** Milliseconds after which to look again, although nothing changes. */
  readonly pause: number | undefined;
}

interface Applied {
  /** Of the object as it should be. */
  readonly desired: string;
  /** The object after that; `undefined` when it was refused. */
  readonly result: ActualObject | undefined;
  readonly problem: Problem | undefined;
  /** Milliseconds after which a refusal may be none any more. */
  readonly refusalMs: number;
  /** Of the object that the watch showed. */
  readonly uid: string | undefined;
  /** By `performance.now()`. */
  readonly at: number;
  /** Failures that are not refusals, one after another. */
  readonly failures: number;
}

/** After that long it may take it: a quota may be larger, an object of that name gone. */
const REFUSAL_MS = 60_000;
/** Any other failure is tried again by the caller at first, and is a problem when it goes on. */
const MOST_FAILURES = 2;
/** What the API server calls an error of its own may be over soon. */
const SERVER_ERROR_MS = 10_000;
/** The watch shows within that time what was applied, or it is not so any more. */
const SHOWN_MS = 2000;

/**
 * Applies objects, each only when the desired object has changed, or when another writer has changed what was applied. Its
 * memory is not stored: after a restart each object is applied once, without effect.
 */
export class Applier {
  readonly #writer: ObjectWriter;
  readonly #applied = new Map<string, Map<string, Applied>>();

  constructor(writer: ObjectWriter) {
    this.#writer = writer;
  }

  /** Forgets what was applied for an owner. */
  forget(owner: string): void {
    this.#applied.delete(owner);
  }

  /** Applies the desired object, or returns why the API server refuses it. Throws where only a retry can help. */
  async apply(owner: string, desired: DesiredObject): Promise<Outcome> {
    const reference = referenceOf(desired);
    const id = shown(reference);
    const digest = digestOf(desired.object);
    const before = this.#applied.get(owner)?.get(id);
    const known = before?.desired === digest ? outcomeSince(before, desired) : undefined;
    if (known !== undefined) return known;
    const all = this.#applied.get(owner) ?? new Map<string, Applied>();
    this.#applied.set(owner, all);
    const about = { desired: digest, uid: desired.actual?.uid };
    const applied = await this.#attempt(reference, desired).then(
      (now) => ({ ...now, ...about, failures: 0, at: performance.now() }),
      (error: unknown) => {
        const failures = 1 + (before?.failures ?? 0);
        const problem = failures > MOST_FAILURES ? problemOf(desired, error) : undefined;
        const refusalMs = SERVER_ERROR_MS;
        const failed = { ...about, failures, problem, refusalMs, result: undefined, at: performance.now() };
        all.set(id, failed);
        if (problem === undefined) throw error;
        return failed;
      },
    );
    all.set(id, applied);
    return outcomeSince(applied, desired) ?? { problem: undefined, isShown: false, pause: SHOWN_MS };
  }

  async #attempt(
    reference: ObjectReference,
    { object, actual, isOurs }: DesiredObject,
  ): Promise<Pick<Applied, "result" | "problem" | "refusalMs">> {
    const kind = textAt(object, "kind") ?? "";
    const known = actual !== undefined && isOurs(actual) ? actual : await this.#read(reference);
    if (known !== undefined && !isOurs(known)) {
      const message = `there is a ${kind} ${reference.name} that is not of this ModelExpress: one needs another name`;
      return { result: undefined, problem: { kind, reason: "NameTaken", message }, refusalMs: REFUSAL_MS };
    }
    try {
      const result = await this.#writer.apply(reference, known === undefined ? object : onlyThat(object, known.uid));
      const applied = readActualObject(result, this.#writer.fieldManager);
      return { result: applied, problem: undefined, refusalMs: REFUSAL_MS };
    } catch (error) {
      if (!(error instanceof ApiFailure && isRefusal(error))) throw error;
      const problem = problemOf({ object }, error);
      return { result: undefined, problem, refusalMs: error.status === 500 ? SERVER_ERROR_MS : REFUSAL_MS };
    }
  }

  /** The watch shows only what carries our label. */
  async #read(reference: ObjectReference): Promise<ActualObject | undefined> {
    const object = await this.#writer.get(reference);
    return object && readActualObject(object, this.#writer.fieldManager);
  }
}

/** In the API server's own words; `undefined` for what is not its answer. */
function problemOf({ object }: Pick<DesiredObject, "object">, error: unknown): Problem | undefined {
  // A conflict is a race, and refused credentials are not this object's fault.
  if (!(error instanceof ApiFailure) || error.status === 409 || error.status === 401) return undefined;
  const kind = textAt(object, "kind") ?? "";
  return { kind, reason: "Refused", message: plain(`${kind}: ${error.message}`) };
}

/**
 * Whether the answer is about this object, and worth telling whoever declared it. Of a webhook that is down, an unknown
 * field, or a range without a free address, the API server says 500.
 */
function isRefusal({ status }: ApiFailure): boolean {
  return [400, 403, 413, 422, 500].includes(status);
}

/** What was achieved, if that still holds; `undefined` when it is time to apply again. */
function outcomeSince(
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

/** With the uid, the API server refuses to recreate an object that was deleted meanwhile, or to change its successor. */
function onlyThat(object: JsonObject, uid: string): JsonObject {
  return { ...object, metadata: { ...objectAt(object, "metadata"), uid } };
}

function referenceOf({ type, object }: DesiredObject): ObjectReference {
  const metadata = objectAt(object, "metadata");
  const [namespace, name] = [textAt(metadata, "namespace"), textAt(metadata, "name") ?? ""];
  return { type, name, ...(namespace === undefined ? {} : { namespace }) };
}
