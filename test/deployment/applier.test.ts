import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiFailure } from "../../src/cluster/api/api-failure.ts";
import type { ObjectWriter } from "../../src/cluster/objects/object-writer.ts";
import { type ActualObject, readActualObject } from "../../src/deployment/actual/actual-object.ts";
import { Applier, type DesiredObject } from "../../src/deployment/reconcile/applier.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";

const MANAGER = "us";

/** An API server with one object, whose version changes with each write. */
class Store {
  object: JsonObject | undefined;
  failure: ApiFailure | undefined;
  readonly calls: string[] = [];
  #version = 100;

  /** Another manager takes the field over. */
  seize(): void {
    this.#put({ owner: "own", fields: "less" });
  }

  get actual(): ActualObject | undefined {
    return this.object && readActualObject(this.object, MANAGER);
  }

  #put({ owner, fields }: { readonly owner: string; readonly fields: string }): JsonObject {
    this.object = {
      metadata: {
        uid: "1",
        resourceVersion: String(this.#version++),
        ownerReferences: [{ uid: owner, controller: true }],
        managedFields: [{ manager: MANAGER, operation: "Apply", fieldsV1: fields }],
      },
    };
    return this.object;
  }

  readonly writer = {
    fieldManager: MANAGER,
    get: async () => {
      this.calls.push("get");
      return this.object;
    },
    apply: async (_: unknown, object: JsonObject) => {
      this.calls.push(`apply ${(object["spec"] as JsonObject)["size"]}`);
      if (this.failure !== undefined) throw this.failure;
      return this.#put({ owner: "own", fields: `all ${JSON.stringify(object["spec"])}` });
    },
  } as unknown as ObjectWriter;

  foreign(): void {
    this.#put({ owner: "another", fields: "" });
  }
}

describe("an object to apply", () => {
  let store: Store;
  let applier: Applier;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["performance"] });
    store = new Store();
    applier = new Applier(store.writer);
  });

  afterEach(() => vi.useRealTimers());

  function desired(size: number, actual: ActualObject | undefined): DesiredObject {
    const metadata = { namespace: "inference", name: "server" };
    const object = { apiVersion: "v1", kind: "Service", metadata, spec: { size } };
    return { type: { apiVersion: "v1", plural: "services" }, object, actual, isOurs: ({ owner }) => owner === "own" };
  }

  /** Passes the watch's current state. */
  const apply = (size: number) => applyAs(size, store.actual);
  const applyAs = (size: number, actual: ActualObject | undefined) =>
    applier.apply("inference/server", desired(size, actual));

  it("is applied once while neither it nor the cluster changes", async () => {
    await apply(1);
    for (let round = 0; round < 3; round++) {
      expect(await apply(1)).toEqual({ problem: undefined, isShown: true, pause: undefined });
    }

    expect(store.calls).toEqual(["get", "apply 1"]);
  });

  it("is applied again when it changes", async () => {
    await apply(1);
    await apply(2);

    expect(store.calls).toEqual(["get", "apply 1", "apply 2"]);
  });

  it("is applied again each time another manager takes a field over", async () => {
    await apply(1);
    for (let round = 0; round < 3; round++) {
      store.seize();
      await apply(1);
    }

    expect(store.calls).toEqual(["get", "apply 1", "apply 1", "apply 1", "apply 1"]);
  });

  it("is not applied again for a while until the watch shows it", async () => {
    const before = store.actual;
    expect(await applyAs(1, before)).toMatchObject({ isShown: false, pause: 2000 });
    vi.advanceTimersByTime(1500);
    expect(await applyAs(1, before)).toMatchObject({ isShown: false, pause: 500 });
    expect(store.calls).toEqual(["get", "apply 1"]);

    // The watch reported it and its deletion between two checks.
    store.object = undefined;
    vi.advanceTimersByTime(600);
    await applyAs(1, undefined);

    expect(store.calls).toEqual(["get", "apply 1", "get", "apply 1"]);
  });

  it("does not mistake an older state in the watch for a change by others", async () => {
    await apply(1);
    const older = store.actual;
    await apply(2);

    expect(await applyAs(2, older)).toMatchObject({ isShown: false });
    expect(store.calls).toEqual(["get", "apply 1", "apply 2"]);
  });

  it("never overwrites another owner's object, and checks again after a minute", async () => {
    store.foreign();

    for (let round = 0; round < 3; round++) {
      expect(await applyAs(1, undefined)).toMatchObject({ problem: { kind: "Service", reason: "NameTaken" } });
    }
    expect(store.calls).toEqual(["get"]);

    store.object = undefined;
    vi.advanceTimersByTime(60_001);
    expect(await applyAs(1, undefined)).toMatchObject({ problem: undefined });
    expect(store.calls).toEqual(["get", "get", "apply 1"]);
  });

  it.each([400, 403, 413, 422])("is not retried for a minute when refused with %i", async (status) => {
    store.failure = new ApiFailure(status, "exceeded quota");

    for (let round = 0; round < 3; round++) {
      expect(await apply(1)).toMatchObject({ problem: { reason: "Refused", message: "Service: exceeded quota" } });
    }
    expect(store.calls).toEqual(["get", "apply 1"]);

    store.failure = undefined;
    expect(await apply(2)).toMatchObject({ problem: undefined });
    expect(store.calls).toEqual(["get", "apply 1", "get", "apply 2"]);
  });

  it.each([409, 429, 503])("leaves the retry to the caller when it failed with %i", async (status) => {
    store.failure = new ApiFailure(status, "later");
    await expect(apply(1)).rejects.toBe(store.failure);

    store.failure = undefined;
    expect(await apply(1)).toMatchObject({ problem: undefined });
  });

  it.each([404, 429, 503])("reports the server's message when it keeps failing with %i", async (status) => {
    store.failure = new ApiFailure(status, `${status}: no\n\u001b[31m`);
    for (let round = 0; round < 2; round++) await expect(apply(1)).rejects.toBe(store.failure);
    const message = `Service: ${status}: no [31m`;
    for (let round = 0; round < 3; round++) {
      expect(await apply(1)).toMatchObject({ problem: { reason: "Refused", message }, isShown: true });
    }
    expect(store.calls.filter((call) => call === "apply 1")).toHaveLength(3);

    store.failure = undefined;
    vi.advanceTimersByTime(60_001);
    expect(await apply(1)).toMatchObject({ problem: undefined });
  });

  it.each([401, 409])("reports no problem when it fails with %i", async (status) => {
    store.failure = new ApiFailure(status, "no");
    for (let round = 0; round < 5; round++) await expect(apply(1)).rejects.toBe(store.failure);
  });

  it("counts as refused, with an early retry, when the API server reports an internal error", async () => {
    store.failure = new ApiFailure(500, '500: failed calling webhook "down.example.com"');

    const refused = {
      problem: { reason: "Refused", message: expect.stringContaining("down.example.com") },
      pause: 10_000,
    };
    expect(await apply(1)).toMatchObject(refused);
    store.failure = undefined;
    vi.advanceTimersByTime(10_001);
    expect(await apply(1)).toMatchObject({ problem: undefined });
  });

  it("counts as refused for an unknown field, although the API server reports an internal error", async () => {
    store.failure = new ApiFailure(500, "500: failed to create typed patch object (…): .spec.x: field not declared");

    expect(await apply(1)).toMatchObject({ problem: { reason: "Refused" } });
  });

  it("is applied only to the object that was read", async () => {
    const applied: JsonObject[] = [];
    const { apply: real } = store.writer;
    store.writer.apply = (reference, object) => {
      applied.push(object);
      return real(reference, object);
    };
    await apply(1);
    await apply(2);

    expect(applied.map(({ metadata }) => (metadata as JsonObject)["uid"])).toEqual([undefined, "1"]);
  });

  it("is forgotten with its owner", async () => {
    await apply(1);
    applier.forget("inference/server");
    await apply(1);

    expect(store.calls).toEqual(["get", "apply 1", "apply 1"]);
  });
});
