import type { JsonObject } from "../../src/kubernetes/json.ts";
import { decideGeneratedPods } from "./generated-pods.ts";

/** By hand: generated pods over several seeds, with the most work. `node test/bounds/decide-a-million.ts [pods] [seeds] [first seed]` */
const [pods = 1_000_000, seeds = 20, first = 1] = process.argv.slice(2).map(Number);
const count = Math.ceil(pods / seeds);

for (let seed = first; seed < first + seeds; seed++) {
  let decided = 0;
  let most = { steps: 0, expanded: 0, pod: {} as JsonObject };
  const onDecision = ({ steps, expanded }: { steps: number; expanded: number }, pod: JsonObject): void => {
    decided++;
    if (steps > most.steps) most = { steps, expanded: Math.max(expanded, most.expanded), pod };
    else if (expanded > most.expanded) most = { ...most, expanded };
  };
  const start = process.cpuUsage();
  decideGeneratedPods({ seed, count, onDecision });
  const { user, system } = process.cpuUsage(start);
  const { steps, expanded, pod } = most;
  console.log(JSON.stringify({ seed, decided, steps, expanded, cpuSeconds: Math.round((user + system) / 1e6) }));
  if (seed === first + seeds - 1) console.log(JSON.stringify(pod).slice(0, 4000));
}
