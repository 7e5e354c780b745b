import autocannon from "autocannon";
import { total } from "../test/real/control-plane/e2e/prometheus.ts";
import { reviewOf, typicalWorker } from "./typical-worker.ts";

const CONNECTIONS = 8;

/** Sends this many reviews of the typical worker. Fails if one fails. */
export async function sendReviews(url: string, amount: number): Promise<void> {
  const headers = { "content-type": "application/json" };
  const load = { method: "POST", headers, body: reviewOf(typicalWorker()), amount, connections: CONNECTIONS } as const;
  const result = await autocannon({ url: `${url}?timeout=10s`, tlsOptions: { rejectUnauthorized: false }, ...load });
  if (result["2xx"] !== amount) throw new Error(`${url}: ${amount - result["2xx"]} of ${amount} failed`);
}

/** The resident memory of a process in mebibytes, from its metrics. */
export async function residentMemory(operationsUrl: string): Promise<number> {
  const metrics = await (await fetch(`${operationsUrl}/metrics`)).text();
  return total(metrics, "process_resident_memory_bytes") / 2 ** 20;
}
