import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { json } from "node:stream/consumers";
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

interface Answer {
  readonly response?: { readonly allowed?: boolean; readonly auditAnnotations?: { readonly reason?: string } };
}

/** Sends one review, and returns the reason of its decision. Fails if it is not admitted. */
export async function postReview(url: string, body: string): Promise<string | undefined> {
  const headers = { "content-type": "application/json" };
  const sent = request(`${url}?timeout=30s`, { method: "POST", headers, rejectUnauthorized: false }).end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const { response: admission } = (await json(response)) as Answer;
  if (admission?.allowed !== true) throw new Error(`a review was not admitted: ${response.statusCode}`);
  return admission.auditAnnotations?.reason;
}

/** The resident memory of a process in mebibytes, from its metrics. */
export async function residentMemory(operationsUrl: string): Promise<number> {
  const metrics = await (await fetch(`${operationsUrl}/metrics`)).text();
  return total(metrics, "process_resident_memory_bytes") / 2 ** 20;
}
