import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { collectionPath, LEASES } from "../../kubernetes/resource-type.ts";
import type { Resource, ResourceSink } from "../watch/resource.ts";

/** The Lease of the controller that removes scheduling gates. */
export interface LeaseName {
  readonly namespace: string;
  readonly name: string;
}

/** Four renewals of the controller's. */
const FRESH_MS = 60_000;

/** Whether a controller removes scheduling gates, by the age of its Lease. */
export class GateLeaseWatch implements ResourceSink {
  readonly resource: Resource;
  readonly #now: () => number;
  /** Milliseconds since the epoch; 0: there is none. */
  #renewedAt = 0;
  #draft = 0;

  /** @param now milliseconds since the epoch, by the API server's clock */
  constructor({ namespace, name }: LeaseName, now: () => number) {
    this.#now = now;
    const fieldSelector = `metadata.name=${name}`;
    this.resource = { name: "lease", path: collectionPath(LEASES, namespace), fieldSelector, isMinor: true };
  }

  get isFresh(): boolean {
    return this.#now() - this.#renewedAt < FRESH_MS;
  }

  beginList(): void {
    this.#draft = 0;
  }

  listed(object: JsonObject): void {
    this.#draft = readRenewal(object);
  }

  endList(): void {
    this.#renewedAt = this.#draft;
  }

  changed(object: JsonObject): void {
    this.#renewedAt = readRenewal(object);
  }

  deleted(): void {
    this.#renewedAt = 0;
  }
}

function readRenewal(object: JsonObject): number {
  return Date.parse(textAt(objectAt(object, "spec"), "renewTime") ?? "") || 0;
}
