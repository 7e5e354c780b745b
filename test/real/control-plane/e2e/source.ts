import { untilSuccess } from "../bed/poll.ts";
import { report } from "../bed/report.ts";
import { commandOf, findControlPlane } from "../bed/source.ts";

const source = await findControlPlane();

const programs = source.kind === "binary" || source.kind === "folder" ? source : undefined;

/** A webhook on loopback is out of reach for the API server of an existing cluster, such as kind's. */
export const isOurs = programs !== undefined;
/** Deployments, Jobs and StatefulSets get pods. */
export const hasControllers = programs !== undefined && commandOf("kube-controller-manager", programs) !== undefined;

if (source.kind === "existing") {
  report("THE END-TO-END TESTS ARE SKIPPED: an existing cluster cannot call a webhook on this machine's loopback");
}

/** Generous: what is waited for takes seconds at most on an idle machine. */
const timeoutMilliseconds = 60_000;

/** Repeats an attempt until it succeeds; its last failure becomes the cause of the time-out. */
export function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  return untilSuccess(attempt, { timeoutMilliseconds });
}
