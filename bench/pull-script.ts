import { RepeatedText } from "../src/admission/repeated-text.ts";
import { mutatePod } from "../src/injection/mutate-pod.ts";
import { ReadingCache } from "../src/injection/target/reading-cache.ts";
import type { Directory } from "../src/model-express/directory.ts";
import { settings } from "./core.ts";
import { directoryOf } from "./instances.ts";
import { median } from "./statistics.ts";
import { typicalWorker } from "./typical-worker.ts";

/**
 * Measures the patch of a typical worker, and the CPU for deciding and encoding it, with the pull script in the pod and in a
 * ConfigMap, in turn. `node bench/pull-script.ts`
 */
const ROUNDS = 21;
const COUNT = 500;

const request = { namespace: "inference", object: typicalWorker() };
const { encode } = new RepeatedText(settings.pull.script);
const places = [
  { title: "in the pod", directory: directoryOf(1, "contained") },
  { title: "in a ConfigMap", directory: directoryOf(1, "mounted") },
];

for (const { title, directory } of places) {
  const bytes = Buffer.byteLength(JSON.stringify(mutatePod(request, directory, settings).operations));
  console.log(`script ${title}: a patch of ${bytes} bytes`);
}
for (const [what, readings] of [
  ["fresh", undefined],
  ["with readings at hand", new ReadingCache()],
] as const) {
  const times = places.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, { directory }] of places.entries()) times[index]?.push(measure(directory, readings));
  }
  // The first round is a warm-up.
  const texts = times.map((each, index) => `${median(each.slice(1)).toFixed(1)} ${places[index]?.title}`);
  console.log(`µs of CPU for a decision, ${what}: ${texts.join(", ")}`);
}

function measure(directory: Directory, readings: ReadingCache | undefined): number {
  const start = process.cpuUsage();
  for (let i = 0; i < COUNT; i += 1) encode(mutatePod(request, directory, settings, readings).operations);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / COUNT;
}
