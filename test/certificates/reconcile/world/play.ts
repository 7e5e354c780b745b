import fc from "fast-check";
import { SETTLE_MS } from "../../../../src/certificates/reconcile/certificate-reconciler.ts";
import type { CallOutcome } from "./actor.ts";
import { FAULTS, type Fault } from "./faults.ts";
import type { World } from "./world.ts";

/** The next event. */
export type Event =
  /** A reconciler makes some calls; `outcome` is that of the last one. */
  | { readonly kind: "go"; readonly reconciler: number; readonly calls: number; readonly outcome: CallOutcome }
  | { readonly kind: "tick"; readonly milliseconds: number }
  /** Time passes, and everything due happens. */
  | { readonly kind: "pass"; readonly milliseconds: number }
  /** A reconciler's process restarts; its last call was sent or not. */
  | { readonly kind: "crash"; readonly reconciler: number; readonly isSent: boolean }
  | { readonly kind: "fault"; readonly fault: Fault };

const reconciler = fc.nat({ max: 1 });
const outcome = fc.constantFrom<CallOutcome>(...Array(18).fill("answered"), "not sent", "answer lost");
const calls = fc.integer({ min: 1, max: 8 });
const fault = fc.constantFrom(...(Object.keys(FAULTS) as Fault[]));
/** Faults that start a rotation, or disturb one without losing what it needs. */
const ordinaryFault = fc.constantFrom<Fault>(
  "the CA is deleted",
  "the CA's key is truncated",
  "the serving certificate is deleted",
  "the serving certificate is truncated",
  "the caBundle is wiped",
  "a replica is restarted",
  "a replica cannot be asked",
  "all replicas can be asked",
  "all replicas are gone",
  "a replica is added",
);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 40, arbitrary: fc.record({ kind: fc.constant("go" as const), reconciler, calls, outcome }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("tick" as const), milliseconds: fc.nat(20_000) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("pass" as const), milliseconds: fc.nat(2 * MINUTE_MS) }) },
  { weight: 2, arbitrary: fc.constant({ kind: "pass" as const, milliseconds: HOUR_MS }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("crash" as const), reconciler, isSent: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("fault" as const), fault: ordinaryFault }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fault" as const), fault }) },
);

export const arbitraryEvents = fc.array(event, { maxLength: 120, size: "max" });

/** API servers learn of everything before reconcilers rely on it; kubelets take up to a minute and a half. */
export const arbitraryDelays = fc.record({
  apiServers: fc.array(fc.nat(SETTLE_MS - 1), { minLength: 2, maxLength: 2 }),
  replicas: fc.array(fc.nat(1.5 * MINUTE_MS), { minLength: 3, maxLength: 3 }),
});

export async function play(world: World, event: Event): Promise<void> {
  if (event.kind === "go") await go(world, event);
  else if (event.kind === "tick") world.tick(event.milliseconds);
  else if (event.kind === "pass") await pass(world, event.milliseconds);
  else if (event.kind === "crash") world.actors[event.reconciler]?.crash(event.isSent);
  else FAULTS[event.fault](world);
  world.check();
}

async function go(world: World, { reconciler, calls, outcome }: Event & { readonly kind: "go" }): Promise<void> {
  for (let call = 1; call < calls; call++) await world.actors[reconciler]?.go("answered");
  await world.actors[reconciler]?.go(outcome);
}

const MOST_CALLS_AT_ONCE = 500;
/** Reconcilers that wait for a replica check every few seconds; an hour of that adds nothing new. */
const MOST_ROUNDS = 50;

/** Advances the time, and performs everything due. */
export async function pass(world: World, milliseconds: number): Promise<void> {
  const end = world.time.now + milliseconds;
  for (let rounds = 0; rounds < MOST_ROUNDS && world.time.now < end; rounds++) {
    await doWhatIsDue(world);
    const next = Math.min(...world.actors.map(({ dueAt }) => dueAt), world.time.nextAt ?? end, end);
    world.tick(Math.max(next - world.time.now, 1));
  }
}

async function doWhatIsDue(world: World): Promise<void> {
  const isDue = () => world.actors.some((actor) => actor.isRunning || actor.dueAt <= world.time.now);
  for (let calls = 0; isDue(); calls++) {
    if (calls > MOST_CALLS_AT_ONCE) throw new Error("the reconcilers never come to rest");
    for (const actor of world.actors) await actor.go("answered");
    world.check();
  }
}
