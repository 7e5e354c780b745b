import type { Client } from "../../control-plane/bed/client.ts";
import { untilSuccess } from "../../control-plane/bed/poll.ts";

/** A pod's status, as far as the tests read it. */
export interface StoredPod {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly containers: readonly Container[]; readonly initContainers?: readonly Container[] };
  readonly status: {
    readonly phase: string;
    readonly reason?: string;
    readonly message?: string;
    readonly qosClass?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly resources?: object;
}

export interface ContainerStatus {
  readonly name: string;
  readonly restartCount: number;
  readonly state: { readonly running?: object; readonly terminated?: Termination; readonly waiting?: object };
  readonly lastState: { readonly terminated?: Termination };
}

export interface Termination {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
}

export const PULL = "model-express-pull";

/** The pods of one namespace. */
export interface Pods {
  create(pod: object): Promise<StoredPod>;
  get(name: string): Promise<StoredPod>;
  /** Waits until the pod is as it should be, and returns it; the error of a wait in vain shows the pod's status. */
  until(name: string, isAsExpected: (pod: StoredPod) => boolean, timeoutMilliseconds?: number): Promise<StoredPod>;
  untilReady(name: string): Promise<StoredPod>;
  log(name: string, container?: string): Promise<string>;
  /** Waits until a line of the container `main` says so, and returns its whole log. */
  untilLogged(name: string, line: RegExp): Promise<string>;
  delete(name: string): Promise<void>;
  /** Waits until it is gone. */
  untilGone(name: string): Promise<void>;
}

const LIMIT = { timeoutMilliseconds: 110_000 };

export function podsOf(client: Client, namespace: string): Pods {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const log: Pods["log"] = (name, container = "main") => {
    return client.get<string>(`${path}/${name}/log?container=${container}`);
  };
  const get = (name: string) => client.get<StoredPod>(`${path}/${name}`);
  const until: Pods["until"] = (name, isAsExpected, timeoutMilliseconds = LIMIT.timeoutMilliseconds) => {
    const attempt = async () => {
      const pod = await get(name);
      if (!isAsExpected(pod)) throw new Error(`${name} is ${JSON.stringify(pod.status)}`);
      return pod;
    };
    return untilSuccess(attempt, { timeoutMilliseconds });
  };
  return {
    create: (pod) => client.create<StoredPod>(path, pod),
    get,
    until,
    untilReady: (name) => until(name, isReady),
    log,
    untilLogged: (name, line) => untilSuccess(async () => mustMatch(await log(name), line), LIMIT),
    delete: (name) => client.delete(`${path}/${name}`),
    untilGone: (name) => untilSuccess(() => mustBeGone(get(name)), { timeoutMilliseconds: 60_000 }),
  };
}

export function isReady({ status }: StoredPod): boolean {
  return status.conditions?.some(({ type, status: state }) => type === "Ready" && state === "True") ?? false;
}

/** The status of the injected init container. */
export function pullOf({ status }: StoredPod): ContainerStatus | undefined {
  return status.initContainerStatuses?.find(({ name }) => name === PULL);
}

async function mustBeGone(pod: Promise<StoredPod>): Promise<void> {
  const isThere = await pod.then(
    () => true,
    () => false,
  );
  if (isThere) throw new Error("the pod is still there");
}

function mustMatch(log: string, line: RegExp): string {
  if (!line.test(log)) throw new Error(`the log has no such line: ${log}`);
  return log;
}
