import { loadConfig } from "../src/configuration/config.ts";
import { readMountedScript, readPullScript } from "../src/configuration/pull-script.ts";
import { toSettings } from "../src/configuration/to-settings.ts";
import { mutatePod } from "../src/injection/mutate-pod.ts";
import type { Directory } from "../src/model-express/directory.ts";
import { median } from "./statistics.ts";
import { typicalWorker } from "./typical-worker.ts";

const COUNT = 1000;
const ROUNDS = 9;

/** A pod with its cluster. */
export interface Setting {
  readonly title: string;
  readonly directory: Directory;
  readonly pod?: object;
}

export const settings = toSettings(loadConfig(undefined, {}), readPullScript(), readMountedScript());

/**
 * Measures microseconds of CPU for decision, plan and patch, without HTTP and JSON. The settings alternate, so that
 * they share the same conditions.
 */
export function measureCore(list: readonly Setting[]): ReadonlyMap<string, number> {
  const times = new Map(list.map(({ title }) => [title, [] as number[]]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const setting of list) times.get(setting.title)?.push(microsecondsOfOne(setting));
  }
  return new Map([...times].map(([title, values]) => [title, median(values)]));
}

function microsecondsOfOne({ directory, pod = typicalWorker() }: Setting): number {
  const start = process.cpuUsage();
  for (let i = 0; i < COUNT; i += 1) mutatePod({ namespace: "inference", object: pod }, directory, settings);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / COUNT;
}
