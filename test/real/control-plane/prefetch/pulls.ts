import type { Client, KubernetesObject } from "../bed/client.ts";
import type { Declarer } from "../deployment/declared-instance.ts";
import { eventually } from "../e2e/source.ts";

export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** The claim of every instance in these tests. */
export const pvc = { name: "models", create: true, size: "10Gi", storageClass: "standard" };

interface Pod extends KubernetesObject {
  readonly status: { readonly phase: string };
}

/** There is no kubelet: what it would say of the pods of Jobs is said here. */
export interface Pulls {
  jobs(): Promise<readonly KubernetesObject[]>;
  /** Waits for the pod that pulls a model, and has it run. */
  run(model: string): Promise<void>;
  /** Has it end, with the termination message of `pull.sh`. */
  end(model: string, end?: { readonly exitCode?: number; readonly message?: string }): Promise<void>;
}

export function pullsOf(client: Client, { path }: Pick<Declarer, "path">): Pulls {
  const jobs = () => client.list(path("batch/v1/jobs"));
  const podOf = async (model: string): Promise<Pod> => {
    const job = (await jobs()).find(
      ({ metadata }) => metadata.annotations?.["modelexpress.nvidia.com/model"] === model,
    );
    if (job === undefined) throw new Error(`there is no Job for ${model}`);
    const selector = encodeURIComponent(`batch.kubernetes.io/job-name=${job.metadata.name}`);
    const pods = await client.list<Pod>(`${path("pods")}?labelSelector=${selector}`);
    const pod = pods.find(({ status }) => !["Succeeded", "Failed"].includes(status.phase));
    if (pod === undefined) throw new Error(`the Job of ${model} has no pod`);
    return pod;
  };
  const write = async (model: string, phase: string, state: object): Promise<void> => {
    const pod = await eventually(() => podOf(model));
    const containerStatuses = [
      { name: "model-express-pull", image: "", imageID: "", ready: false, restartCount: 0, state },
    ];
    await client.merge(path(`pods/${pod.metadata.name}/status`), { status: { phase, containerStatuses } });
  };
  const startedAt = () => new Date().toISOString();
  return {
    jobs,
    run: (model) => write(model, "Running", { running: { startedAt: startedAt() } }),
    end: (model, { exitCode = 0, message = `${COMMIT} 2048\n` } = {}) => {
      const terminated = { exitCode, message, startedAt: startedAt(), finishedAt: startedAt() };
      return write(model, exitCode === 0 ? "Succeeded" : "Failed", { terminated });
    },
  };
}
