import { ObjectCache } from "../../cluster/objects/object-cache.ts";
import type { Identity } from "../../deployment/model-express.ts";
import { type PullJob, readPullJob } from "../actual/pull-job.ts";
import { type PullPod, readPullPod } from "../actual/pull-pod.ts";

/** The caches of the Jobs that pull, and of their pods. */
export class PullView {
  readonly jobs: ObjectCache<PullJob>;
  readonly pods: ObjectCache<PullPod>;

  /** @param onChange called with the key of each instance that a change affects */
  constructor(onChange: (key: string) => void) {
    this.jobs = new ObjectCache({
      onChange: (_, now, before) => onChange(formatKey(now ?? before)),
      transform: readPullJob,
    });
    this.pods = new ObjectCache({
      onChange: (_, now, before) => onChange(formatKey(now ?? before)),
      transform: readPullPod,
    });
  }

  /** The Jobs that the instance controls. The label alone proves nothing, because anyone can set it. */
  listJobs({ namespace, name, uid }: Identity): readonly PullJob[] {
    return [...this.jobs.in(namespace)].filter((job) => job.instance === name && job.owner === uid);
  }

  listPods({ namespace, name }: Identity): readonly PullPod[] {
    return [...this.pods.in(namespace)].filter(({ instance }) => instance === name);
  }
}

function formatKey(object: { readonly namespace: string; readonly instance: string } | undefined): string {
  return `${object?.namespace}/${object?.instance}`;
}
