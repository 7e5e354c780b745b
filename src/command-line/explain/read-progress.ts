import { isFailureOfCluster } from "../../cluster/api/describe-failure.ts";
import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { plain } from "../../kubernetes/quoted.ts";
import { objectPath, PODS } from "../../kubernetes/resource-type.ts";
import { cutLinePrefix, PULL_NAME } from "../../model-express/pull-container.ts";
import { readPull } from "../../pod-outcome/pull.ts";

/** The API server asks the kubelet, which may hang. */
const MOST_WAIT_MS = 3000;
const MOST_CHARACTERS = 200;

/** The last line of a running pull's log, which contains its progress; `undefined` if it cannot be read. */
export async function readProgress(reader: ObjectReader, pod: JsonObject): Promise<string | undefined> {
  if (readPull(pod)?.state !== "running") return undefined;
  const metadata = objectAt(pod, "metadata");
  const name = textAt(metadata, "name") ?? "";
  const path = objectPath({ type: PODS, namespace: textAt(metadata, "namespace") ?? "default", name });
  try {
    const log = await reader.textAt(`${path}/log?container=${PULL_NAME}&tailLines=1`, MOST_WAIT_MS);
    const line = plain(log.trim().split("\n").at(-1) ?? "", MOST_CHARACTERS);
    return line === "" ? undefined : cutLinePrefix(line);
  } catch (error) {
    if (isFailureOfCluster(error)) return undefined;
    throw error;
  }
}
