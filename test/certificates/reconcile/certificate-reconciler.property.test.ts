import fc from "fast-check";
import { expect, test } from "vitest";
import { addReplica, register, setListable, setReachable } from "./world/faults.ts";
import { arbitraryDelays, arbitraryEvents, pass, play } from "./world/play.ts";
import { World } from "./world/world.ts";

/** Increase for a manual search. */
const numRuns = Number(process.env["KEEPER_RUNS"] ?? 100);
const MINUTE_MS = 60_000;
/**
 * Allows for ten seconds between two failing steps, a minute and a half for a kubelet, and a renewal that begins
 * meanwhile.
 */
const MOST_MINUTES = 20;

async function install(world: World): Promise<void> {
  register(world);
  await pass(world, 3 * MINUTE_MS);
}

/** Ends the faults that need a person to end them. */
function mend(world: World): void {
  register(world);
  setReachable(world, true);
  setListable(world, true);
  if (world.replicas.length === 0) addReplica(world);
}

async function problemsAtLast(world: World): Promise<readonly string[]> {
  for (let minutes = 0; minutes < MOST_MINUTES; minutes++) {
    await pass(world, MINUTE_MS);
    if (world.problems().length === 0) return [];
  }
  return world.problems();
}

test("the serving certificate verifies at every API server despite any fault, and the state converges", async () => {
  const property = fc.asyncProperty(arbitraryDelays, fc.boolean(), arbitraryEvents, async (delays, isNew, events) => {
    const world = new World(delays);
    if (!isNew) await install(world);
    for (const event of events) await play(world, event);
    mend(world);
    expect(await problemsAtLast(world)).toEqual([]);
    expect(world.actors.flatMap(({ failures }) => failures)).toEqual([]);
  });
  // One run takes a tenth of a second. A run that never ends is reported with its events.
  await fc.assert(property, { numRuns, timeout: 20_000, interruptAfterTimeLimit: 90_000 });
}, 120_000);
