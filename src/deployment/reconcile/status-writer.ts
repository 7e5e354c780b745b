import { isDeepStrictEqual } from "node:util";
import type { Logger } from "pino";
import { ApiFailure } from "../../cluster/api/api-failure.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { isOlder } from "../../cluster/objects/resource-version.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { toKey } from "../../kubernetes/object-key.ts";
import type { DeclaredModelExpress } from "../model-express.ts";
import type { ModelExpressStatus } from "../model-express-status.ts";
import { KIND, MODEL_EXPRESSES } from "../model-express-type.ts";

export interface StatusWriterOptions {
  readonly writer: ObjectWriter;
  readonly log: Logger;
}

interface Written {
  readonly status: ModelExpressStatus;
  /** The resourceVersion after the write. */
  readonly version: string;
}

/** Writes a status if it has changed, and logs the transition. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  readonly #written = new Map<string, Written>();

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  forget(key: string): void {
    this.#written.delete(key);
  }

  async write(instance: DeclaredModelExpress, status: ModelExpressStatus): Promise<void> {
    const { namespace, name, uid } = instance;
    const key = toKey(instance);
    const current = this.current(instance);
    if (isDeepStrictEqual(status, current)) return;
    const object = { apiVersion: MODEL_EXPRESSES.apiVersion, kind: KIND, metadata: { namespace, name, uid }, status };
    const result = await this.#apply({ type: MODEL_EXPRESSES, namespace, name }, object as JsonObject);
    if (result === undefined) return;
    this.#written.set(key, { status, version: textAt(objectAt(result, "metadata"), "resourceVersion") ?? "" });
    this.#logChange(key, current, status);
  }

  /** The current status. The last written one may be newer than the one in the watch's cache. */
  current({ namespace, name, version, status }: DeclaredModelExpress): ModelExpressStatus {
    const written = this.#written.get(`${namespace}/${name}`);
    return written !== undefined && isOlder(version, written.version) ? written.status : status;
  }

  /** Returns the written object, or `undefined` if the object was deleted meanwhile. */
  async #apply(reference: Parameters<ObjectWriter["apply"]>[0], object: JsonObject): Promise<JsonObject | undefined> {
    try {
      return await this.#options.writer.apply(reference, object, "/status");
    } catch (error) {
      if (error instanceof ApiFailure && (error.status === 404 || error.status === 409)) return undefined;
      throw error;
    }
  }

  #logChange(key: string, ...statuses: readonly [ModelExpressStatus, ModelExpressStatus]): void {
    const [before, ready] = statuses.map(({ conditions = [] }) => conditions.find(({ type }) => type === "Ready"));
    if (ready === undefined || (before?.reason === ready.reason && before.message === ready.message)) return;
    const { reason, message } = ready;
    const text = ready.status === "True" ? "ModelExpress is ready" : "ModelExpress is not ready";
    this.#options.log.info({ modelExpress: key, reason, message }, text);
  }
}
