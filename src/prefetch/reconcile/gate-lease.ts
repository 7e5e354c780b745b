import type { Logger } from "pino";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { LEASES } from "../../kubernetes/resource-type.ts";

export interface GateLeaseOptions {
  readonly writer: ObjectWriter;
  readonly namespace: string;
  readonly name: string;
  /** Whether gates can be removed: the watches have listed. */
  readonly isReady: () => boolean;
  /** Milliseconds since the epoch, by the API server's clock. */
  readonly now: () => number;
  readonly log: Logger;
}

const RENEW_MS = 15_000;
/** The delay before the watches have listed, and after a failure. */
const RETRY_MS = 1000;
/** The webhook adds no gates once the Lease is older. */
const DURATION_SECONDS = 60;

/** Renews the Lease that announces that this controller removes gates, until closed. */
export function startGateLease(options: GateLeaseOptions): { close(): void } {
  const { isReady, log } = options;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const wait = (milliseconds: number): void => {
    if (!isClosed) timer = setTimeout(beat, milliseconds);
  };
  const beat = (): void => {
    void attempt().then(wait);
  };
  /** Returns the delay until the next renewal in milliseconds. */
  const attempt = async (): Promise<number> => {
    try {
      if (!isReady()) return RETRY_MS;
      await renew(options);
      return RENEW_MS;
    } catch (error) {
      if (!isClosed) log.warn({ err: error }, "the Lease for scheduling gates could not be renewed");
      return RETRY_MS;
    }
  };
  beat();
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

async function renew({ writer, namespace, name, now }: GateLeaseOptions): Promise<void> {
  const renewTime = new Date(now()).toISOString().replace("Z", "000Z");
  const spec = { holderIdentity: writer.fieldManager, leaseDurationSeconds: DURATION_SECONDS, renewTime };
  const lease = { apiVersion: LEASES.apiVersion, kind: "Lease", metadata: { namespace, name }, spec };
  await writer.apply({ type: LEASES, namespace, name }, lease);
}
