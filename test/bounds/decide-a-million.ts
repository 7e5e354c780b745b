import { loadavg } from "node:os";
import { decide, decideGeneratedPods } from "./generated-pods.ts";
import { leastCpuOf } from "./growth/cpu-time.ts";

/** By hand: a million generated pods over several seeds, and the slowest. `node test/bounds/decide-a-million.ts [pods] [seeds]` */
const [pods = 1_000_000, seeds = 20] = process.argv.slice(2).map(Number);
/** What is not slower by the clock is not by its CPU either. */
const WORTH_A_LOOK_MS = 8;
const start = process.cpuUsage();
let slowest = { milliseconds: 0, pod: {} };
let decided = 0;

for (let seed = 1; seed <= seeds; seed++) {
  decideGeneratedPods({
    seed,
    count: Math.ceil(pods / seeds),
    onDecision: (elapsed, pod) => {
      decided++;
      if (elapsed <= Math.max(WORTH_A_LOOK_MS, slowest.milliseconds)) return;
      const milliseconds = leastCpuOf(() => decide(pod));
      if (milliseconds > slowest.milliseconds) slowest = { milliseconds, pod };
    },
  });
  const { user, system } = process.cpuUsage(start);
  const cpu = Math.round((user + system) / 1_000_000);
  const load = loadavg().map((each) => each.toFixed(1));
  console.log(
    `${decided} pods, ${cpu} s CPU; slowest ${slowest.milliseconds.toFixed(1)} ms CPU; load ${load.join(" ")}`,
  );
}
console.log(JSON.stringify(slowest.pod).slice(0, 4000));
