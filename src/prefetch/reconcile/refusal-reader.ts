import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { compareTexts } from "../../kubernetes/compare-texts.ts";
import { objectsAt, textAt } from "../../kubernetes/json.ts";
import { plain } from "../../kubernetes/quoted.ts";
import { collectionPath, EVENTS } from "../../kubernetes/resource-type.ts";
import type { PullJob } from "../actual/pull-job.ts";
import type { PullPod } from "../actual/pull-pod.ts";
import { PODLESS_MS } from "../judge-pull.ts";

/** Maximum characters of a quota's or policy's message. */
const MOST_MESSAGE = 300;

/**
 * Reads why Jobs have no pods, by model. A Job's status does not show that its pods are refused, only Events of the
 * Job controller do. Read only for Jobs that have had no pod for a while.
 */
export async function readRefusals(
  writer: ObjectWriter,
  { jobs, pods, now }: { readonly jobs: readonly PullJob[]; readonly pods: readonly PullPod[]; readonly now: number },
): Promise<ReadonlyMap<string, string>> {
  const podless = jobs.filter(
    ({ name, state, createdAt, isSuspended }) =>
      state === "active" &&
      !isSuspended &&
      now - Date.parse(createdAt) >= PODLESS_MS &&
      !pods.some(({ job }) => job === name),
  );
  const found = await Promise.all(podless.map(async (job) => [job.model, await readRefusal(writer, job)] as const));
  return new Map(found.flatMap(([model, message]) => (message === undefined ? [] : [[model, message] as const])));
}

async function readRefusal(writer: ObjectWriter, { namespace, uid }: PullJob): Promise<string | undefined> {
  const selector = encodeURIComponent(`involvedObject.uid=${uid},reason=FailedCreate`);
  const list = await writer.list(`${collectionPath(EVENTS, namespace)}?fieldSelector=${selector}&limit=20`);
  const events = objectsAt(list, "items").toSorted((a, b) =>
    compareTexts(textAt(a, "lastTimestamp"), textAt(b, "lastTimestamp")),
  );
  const message = textAt(events.at(-1) ?? {}, "message");
  return message && `its pod is refused: ${plain(message, MOST_MESSAGE)}`;
}
