import autocannon from "autocannon";
import type { Contestant } from "./contestants.ts";
import { usageOf } from "./process-usage.ts";
import { quantile } from "./statistics.ts";

export const CONNECTIONS = 16;
export const SECONDS_OF_A_ROUND = 3;

/** One round of load on one server. */
export interface Round {
  /** Reviews per second. */
  readonly rate: number;
  /** Milliseconds until the response. */
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of CPU per review, of all threads of the server. */
  readonly cpu: number;
  /** Mebibytes at the end of the round. */
  readonly resident: number;
}

/**
 * Sends reviews over kept-alive TLS connections on loopback for a few seconds. Fails if a review fails.
 *
 * @param nextBody makes the body of each review
 */
export async function measureRound({ name, url, child }: Contestant, nextBody: () => string): Promise<Round> {
  const pid = child.pid ?? 0;
  const before = usageOf(pid);
  const times: number[] = [];
  const headers = { "content-type": "application/json" };
  const tlsOptions = { rejectUnauthorized: false };
  const requests = [{ setupRequest: (request: autocannon.Request) => ({ ...request, body: nextBody() }) }];
  const load = { method: "POST", headers, requests, tlsOptions, connections: CONNECTIONS } as const;
  const options = { url, ...load, duration: SECONDS_OF_A_ROUND };
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>();
  const run = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
  run.on("response", (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
  const result = await promise;
  if (result.non2xx + result.errors > 0) throw new Error(`${name}: ${result.non2xx + result.errors} reviews failed`);
  const after = usageOf(pid);
  return {
    rate: times.length / SECONDS_OF_A_ROUND,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    cpu: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / times.length,
    resident: after.residentMiB,
  };
}
