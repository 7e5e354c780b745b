import { X509Certificate } from "node:crypto";
import type { Replica } from "../../../../src/certificates/actual.ts";
import { checkPair } from "../../../../src/certificates/certificate.ts";
import { readServing } from "../../../../src/certificates/reconcile/secrets.ts";
import type { JsonObject } from "../../../../src/kubernetes/json.ts";

/** A process of the webhook: serves the last pair that it loaded, and refuses invalid ones. */
export class SimulatedReplica {
  readonly #pod: string;
  served: X509Certificate | undefined;
  isReachable = true;

  constructor(pod: string) {
    this.#pod = pod;
  }

  load(secret: JsonObject | undefined, now: number): void {
    const serving = readServing(secret);
    // The process that loads a pair ignores its expiry.
    const problem = serving && checkPair(serving, now);
    if (serving !== undefined && (problem === undefined || problem.startsWith("it expired"))) {
      this.served = new X509Certificate(serving.cert);
    }
  }

  /** The controller's view of the replica. */
  answer(): Replica {
    return { pod: this.#pod, certificate: this.isReachable ? this.served : undefined };
  }
}
