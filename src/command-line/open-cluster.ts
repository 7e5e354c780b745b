import type { ApiAccess } from "../cluster/api/api-access.ts";
import { ApiClient } from "../cluster/api/api-client.ts";
import { ApiFailure, isUnauthenticated } from "../cluster/api/api-failure.ts";
import { describeFailure, isFailureOfCluster, nameServer } from "../cluster/api/describe-failure.ts";
import { openAccess } from "../cluster/api/open-access.ts";
import { ObjectReader } from "../cluster/objects/object-reader.ts";
import { version } from "../version.ts";
import { EXIT, Failure } from "./failure.ts";

export interface ClusterOptions {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** Seconds for the whole command. */
  readonly timeout: number;
}

/** An open connection to a cluster. */
export interface OpenCluster {
  readonly access: ApiAccess;
  readonly client: ApiClient;
  readonly reader: ObjectReader;
  /** Aborted when the command's time is over. */
  readonly signal: AbortSignal;
  /** The default namespace: that of the context, as in kubectl. */
  readonly namespace: string;
}

/**
 * Runs an action with the cluster of the options, and closes the connection.
 *
 * @throws {Failure} in one sentence, also if the action fails at the API server
 */
export async function withCluster<T>(
  { kubeconfig, context, timeout }: ClusterOptions,
  act: (cluster: OpenCluster) => Promise<T>,
): Promise<T> {
  const access = await openAccess(kubeconfig, context).catch((cause: Error) => {
    throw new Failure(cause.message, EXIT.failed, cause);
  });
  const client = new ApiClient(access, `model-express-injector/${version}`);
  const signal = AbortSignal.timeout(timeout * 1000);
  const reader = new ObjectReader({ client, signal });
  try {
    return await act({ access, client, reader, signal, namespace: access.namespace ?? "default" });
  } catch (error) {
    if (!isFailureOfCluster(error)) throw error;
    if (signal.aborted) throw new Failure(describeTimeout(access, timeout), EXIT.failed, error);
    throw toFailure(error);
  } finally {
    client.close();
  }
}

function describeTimeout({ server }: ApiAccess, seconds: number): string {
  return `${nameServer(server)} did not answer within ${seconds} s (--timeout); check the network, the proxy, and the context`;
}

function toFailure(error: unknown): Failure {
  const sentence = describeFailure(error);
  if (!(error instanceof ApiFailure)) return new Failure(sentence, EXIT.failed, error);
  // The resource itself is not installed.
  if (error.status === 404) return new Failure(sentence, EXIT.problem, error);
  const isForbidden = error.status === 403 && !isUnauthenticated(error);
  return new Failure(`${sentence}${isForbidden ? FORBIDDEN_WAY_OUT : ""}`, EXIT.failed, error);
}

const FORBIDDEN_WAY_OUT = ": ask for the permission, or use another user (--kubeconfig, --context)";
