import { X509Certificate } from "node:crypto";
import type { Replica } from "../../../../src/certificates/actual.ts";
import { checkPair } from "../../../../src/certificates/certificate.ts";
import { readServing } from "../../../../src/certificates/reconcile/secrets.ts";
import type { JsonObject } from "../../../../src/kubernetes/json.ts";

/** A process of the webhook: serves what it loaded last, and refuses what is no pair. */
export class SimulatedReplica {
  readonly #pod: string;
  served: X509Certificate | undefined;
  isReachable = true;

  constructor(pod: string) {
    this.#pod = pod;
  }

  load(secret: JsonObject | undefined, now: number): void {
    const serving = readServing(secret);
    // An expired pair is a pair: the process that loads it does not look at the time.
    const problem = serving && checkPair(serving, now);
    if (serving !== undefined && (problem === undefined || problem.startsWith("it expired"))) {
      this.served = new X509Certificate(serving.cert);
    }
  }

  /** As the controller sees it. */
  answer(): Replica {
    return { pod: this.#pod, certificate: this.isReachable ? this.served : undefined };
  }
}
