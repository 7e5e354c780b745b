import type { Setting } from "./core.ts";
import { directoryOf } from "./instances.ts";
import { typicalWorker } from "./typical-worker.ts";

const few = directoryOf(10);

/** Settings with growing numbers of instances, containers of a pod, and lengths of a script. */
export function growthSettings(): readonly Setting[] {
  return [
    ...[10, 100, 1000, 10_000].map((count) => ({ title: `${count} instances`, directory: directoryOf(count) })),
    ...[1, 10, 50].map((count) => ({ title: `${count} containers`, directory: few, pod: podOf(count) })),
    ...[1, 8, 64].map((size) => ({ title: `${size} KB of script`, directory: few, pod: podWithScript(size) })),
  ];
}

interface Worker {
  spec: { containers: { name: string; args: string[] }[] };
}

/** The first container is the engine, and the others start it too, so that all of them are targets. */
function podOf(count: number): object {
  const pod = typicalWorker() as unknown as Worker;
  const [main] = pod.spec.containers;
  if (main === undefined) throw new Error("the typical worker has a container");
  pod.spec.containers = Array.from({ length: count }, (_, i) => ({ ...main, name: i === 0 ? "main" : `engine-${i}` }));
  return pod;
}

function podWithScript(kilobytes: number): object {
  const pod = typicalWorker() as unknown as Worker;
  const [main] = pod.spec.containers;
  if (main === undefined) throw new Error("the typical worker has a container");
  const line = "export SETTING=a-value-of-some-length\n";
  main.args = [line.repeat(Math.ceil((kilobytes * 1024) / line.length)) + (main.args[0] ?? "")];
  return pod;
}
