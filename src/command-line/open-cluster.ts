import type { ApiAccess } from "../cluster/api/api-access.ts";
import { ApiClient } from "../cluster/api/api-client.ts";
import { ApiFailure } from "../cluster/api/api-failure.ts";
import { describeFailure, isFailureOfCluster } from "../cluster/api/describe-failure.ts";
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
    // The resource itself is not installed.
    const isAbsent = error instanceof ApiFailure && error.status === 404;
    throw new Failure(describeFailure(error), isAbsent ? EXIT.problem : EXIT.failed, error);
  } finally {
    client.close();
  }
}
