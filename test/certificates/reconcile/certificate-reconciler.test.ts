import { expect, test } from "vitest";
import { parseBundle } from "../../../src/certificates/certificate.ts";
import { readCaBundles } from "../../../src/certificates/reconcile/registration.ts";
import type { Actor } from "./world/actor.ts";
import { FAULTS, type Fault, register } from "./world/faults.ts";
import { pass } from "./world/play.ts";
import { names, World } from "./world/world.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** API servers learn of changes at once or after 9 s, replicas within a minute. */
async function installed(): Promise<World> {
  const world = new World({ apiServers: [0, 9 * SECOND_MS], replicas: [0, 20 * SECOND_MS, 60 * SECOND_MS] });
  register(world);
  await pass(world, 3 * MINUTE_MS);
  expect(world.problems()).toEqual([]);
  return world;
}

function fault(world: World, name: Fault): void {
  FAULTS[name](world);
}

/** A cluster whose reconcilers proceed call by call. */
async function withTwoKeepers(): Promise<{ world: World; late: Actor; quick: Actor }> {
  const world = await installed();
  const [late, quick] = world.actors;
  if (late === undefined || quick === undefined) throw new Error("there are two reconcilers");
  return { world, late, quick };
}

async function go(reconciler: Actor, calls: number): Promise<void> {
  for (let call = 0; call < calls; call++) await reconciler.go("answered");
}

/** The number of CAs in each webhook's caBundle. */
function trusted(world: World): readonly number[] {
  return readCaBundles(world.registration).map((bundle) => parseBundle(bundle).length);
}

test("a new cluster gets one CA, a serving certificate, and a caBundle in every webhook", async () => {
  expect(trusted(await installed())).toEqual([1, 1]);
});

test("a deleted CA causes a rotation that ends with one new CA", async () => {
  const world = await installed();
  const before = world.authority?.cert;
  fault(world, "the CA is deleted");
  await pass(world, 5 * SECOND_MS);
  expect(trusted(world)).toEqual([2, 2]);
  await pass(world, 4 * MINUTE_MS);
  expect(world.problems()).toEqual([]);
  expect(world.authority?.cert).not.toBe(before);
});

test("a second rotation does not trust the CA that the first one dropped", async () => {
  const world = await installed();
  fault(world, "the CA is deleted");
  await pass(world, 4 * MINUTE_MS);
  const present = world.authority?.cert ?? "";
  fault(world, "the CA is deleted");
  await pass(world, 5 * SECOND_MS);
  expect(trusted(world)).toEqual([2, 2]);
  expect(readCaBundles(world.registration)[0]).toContain(present.trim());
});

test("a CA deleted during a rotation leaves its predecessors in the caBundle", async () => {
  const world = await installed();
  fault(world, "the CA is deleted");
  // One replica serves the new certificate, the last still that of the first CA.
  await pass(world, 35 * SECOND_MS);
  fault(world, "the CA is deleted");
  await pass(world, 2 * SECOND_MS);
  expect(trusted(world)).toEqual([3, 3]);
  await pass(world, 4 * MINUTE_MS);
  expect(world.problems()).toEqual([]);
});

test("a serving certificate broken during a rotation is not replaced until the new CA is known", async () => {
  const world = await installed();
  fault(world, "the CA is deleted");
  await pass(world, 2 * SECOND_MS);
  fault(world, "the serving certificate is truncated");
  // The world itself checks at every moment whether the serving certificate is trusted.
  await pass(world, 4 * MINUTE_MS);
  expect(world.problems()).toEqual([]);
});

test.each<Fault>(["a replica cannot be asked", "all replicas are gone", "the pods cannot be listed"])(
  "the CA before stays trusted while %s",
  async (name) => {
    const world = await installed();
    fault(world, name);
    fault(world, "the CA is deleted");
    await pass(world, 4 * MINUTE_MS);
    expect(trusted(world)).toEqual([2, 2]);
  },
);

test("a caBundle wiped during a rotation gets both CAs back", async () => {
  const world = await installed();
  fault(world, "the CA is deleted");
  await pass(world, 3 * SECOND_MS);
  fault(world, "the caBundle is wiped");
  await pass(world, SECOND_MS);
  expect(trusted(world)).toEqual([2, 2]);
});

test("a CA restored from a backup does not remove the current one from the caBundle", async () => {
  const world = await installed();
  const backup = world.store.get(names.authoritySecret);
  fault(world, "the CA is deleted");
  await pass(world, 4 * MINUTE_MS);
  world.disturb(names.authoritySecret, backup);
  await pass(world, 2 * SECOND_MS);
  expect(trusted(world)).toEqual([2, 2]);
  await pass(world, 4 * MINUTE_MS);
  expect(world.problems()).toEqual([]);
});

test("a late apply does not remove a CA that another reconciler has added", async () => {
  const { world, late, quick } = await withTwoKeepers();
  fault(world, "the caBundle is wiped");
  // Reads the serving certificate, the registration and the CA; the apply then waits.
  await go(late, 4);
  fault(world, "the CA is deleted");
  await go(quick, 12);
  const before = readCaBundles(world.registration);
  expect(trusted(world)).toEqual([2, 2]);
  await late.go("answered");
  expect(readCaBundles(world.registration)).toEqual(before);
});

test.each([1, 2, 3])(
  "a rotation between the reads of a slow reconciler, after %i of them, loses no CA",
  async (reads) => {
    const { world, late, quick } = await withTwoKeepers();
    fault(world, "the caBundle is wiped");
    await go(late, reads);
    fault(world, "the CA is deleted");
    await go(quick, 12);
    const before = readCaBundles(world.registration);
    expect(trusted(world)).toEqual([2, 2]);
    await go(late, 6);
    expect(readCaBundles(world.registration)).toEqual(before);
  },
);

test("a late serving certificate does not replace the one that another reconciler has made", async () => {
  const { world, late, quick } = await withTwoKeepers();
  fault(world, "the serving certificate is truncated");
  // Starts, and reads the serving certificate, the registration and the CA; the write then waits.
  await go(late, 4);
  await go(quick, 5);
  const made = world.serving?.cert;
  expect(parseBundle(made ?? "")).toHaveLength(1);
  await late.go("answered");
  expect(world.serving?.cert).toBe(made);
});
