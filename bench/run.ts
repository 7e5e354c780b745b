import { loadavg } from "node:os";
import { mutatePod } from "../src/injection/mutate-pod.ts";
import { type Addition, type Contestant, type Match, startContestants } from "./contestants.ts";
import { measureCore, settings } from "./core.ts";
import { growthSettings } from "./growth.ts";
import { directoryOf, type ScriptPlace } from "./instances.ts";
import { measureRound, type Round } from "./load.ts";
import { ReviewStream } from "./review-stream.ts";
import { type Compared, writeTables } from "./tables.ts";
import { reviewOf, typicalWorker } from "./typical-worker.ts";

const ROUNDS = 5;
/** Rounds until the compiler of V8 has done its work. */
const WARM_UPS = 3;

/**
 * `npm run bench`: alternates between our webhook, a floor and a peer in one run, and writes the tables of
 * `bench/README.md`.
 */
const pod = typicalWorker();
const body = reviewOf(pod);
const matches = (["mounted", "contained"] as const).map(matchFor);
const loadBefore = loadavg()[0] ?? 0;

console.log(`A review of ${body.length} bytes; the machine's load is ${loadBefore.toFixed(1)}`);
const growth = measureCore(growthSettings());
for (const [title, microseconds] of growth) console.log(`  ${title}: ${microseconds.toFixed(1)} µs of CPU`);
const results: Compared[] = [];
for (const match of matches) results.push({ ...match, rounds: await compare(match) });
writeTables({ compared: results, growth, machine: { load: loadBefore }, reviewBytes: body.length });

function matchFor(place: ScriptPlace): Match {
  const { operations } = mutatePod({ namespace: "inference", object: pod }, directoryOf(10, place), settings);
  return { place, patchBytes: JSON.stringify(operations).length, addition: additionOf(operations) };
}

async function compare(match: Match): Promise<ReadonlyMap<string, readonly Round[]>> {
  console.log(`The script is ${match.place}: a patch of ${match.patchBytes} bytes`);
  const contestants = await startContestants(match);
  const rounds = await measure(contestants);
  for (const { child } of contestants) child.kill();
  return rounds;
}

/** The first rounds of each are a warm-up, and are not counted. */
async function measure(servers: readonly Contestant[]): Promise<ReadonlyMap<string, readonly Round[]>> {
  const results = new Map(servers.map(({ name }) => [name, [] as Round[]]));
  const streams = new Map(servers.map(({ name, pods }) => [name, new ReviewStream(pods)]));
  const measureOne = (server: Contestant): Promise<Round> =>
    measureRound(server, () => streams.get(server.name)?.next() ?? body);
  for (let round = 1; round <= WARM_UPS; round += 1) {
    for (const server of servers) await measureOne(server);
  }
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.log(`round ${round} of ${ROUNDS}`);
    for (const server of servers) {
      const result = await measureOne(server);
      results.get(server.name)?.push(result);
      console.log(`  ${server.name}: ${result.rate.toFixed(0)} reviews/s, p99 ${result.p99.toFixed(1)} ms`);
    }
  }
  return results;
}

/** The content of our patch in the format that the Go webhook reads. */
function additionOf(patch: readonly { readonly path: string; readonly value?: unknown }[]): Addition {
  const valuesAt = (path: string): unknown[] => patch.filter((each) => each.path === path).map(({ value }) => value);
  const [pulls] = valuesAt("/spec/initContainers") as [unknown[]];
  return {
    volume: valuesAt("/spec/volumes/-")[0],
    env: valuesAt("/spec/containers/0/env/-"),
    volumeMount: valuesAt("/spec/containers/0/volumeMounts/-")[0],
    pull: pulls[0],
    annotation: valuesAt("/metadata/annotations/modelexpress.nvidia.com~1status")[0],
  };
}
