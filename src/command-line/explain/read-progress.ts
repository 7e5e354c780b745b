import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { readLog } from "../../cluster/objects/read-log.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { cutLinePrefix, PULL_NAME } from "../../model-express/pull-container.ts";
import { readPull } from "../../pod-outcome/pull.ts";

/** The last line of a running pull's log, which contains its progress; `undefined` if it cannot be read. */
export async function readProgress(reader: ObjectReader, pod: JsonObject): Promise<string | undefined> {
  if (readPull(pod)?.state !== "running") return undefined;
  const [line] = (await readLog(reader, pod, { container: PULL_NAME, lines: 1 })) ?? [];
  return line === undefined ? undefined : cutLinePrefix(line);
}
