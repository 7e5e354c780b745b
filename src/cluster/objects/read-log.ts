import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { plain } from "../../kubernetes/quoted.ts";
import { objectPath, PODS } from "../../kubernetes/resource-type.ts";
import { isFailureOfCluster } from "../api/describe-failure.ts";
import type { ObjectReader } from "./object-reader.ts";

/** The API server asks the kubelet, which may hang. */
const MOST_WAIT_MS = 3000;
const MOST_CHARACTERS = 200;

/** The last lines of a container's log, each cut, without empty ones; `undefined` if it cannot be read. */
export async function readLog(
  reader: ObjectReader,
  pod: JsonObject,
  { container, lines }: { readonly container: string; readonly lines: number },
): Promise<readonly string[] | undefined> {
  const metadata = objectAt(pod, "metadata");
  const name = textAt(metadata, "name") ?? "";
  const path = objectPath({ type: PODS, namespace: textAt(metadata, "namespace") ?? "default", name });
  try {
    const log = await reader.textAt(`${path}/log?container=${container}&tailLines=${lines}`, MOST_WAIT_MS);
    return log
      .trim()
      .split("\n")
      .slice(-lines)
      .map((line) => plain(line, MOST_CHARACTERS))
      .filter((line) => line !== "");
  } catch (error) {
    if (isFailureOfCluster(error)) return undefined;
    throw error;
  }
}
