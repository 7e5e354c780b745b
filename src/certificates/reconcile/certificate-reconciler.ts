import type { Logger } from "pino";
import { ApiFailure } from "../../cluster/api/api-failure.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import type { ObjectReference } from "../../kubernetes/resource-type.ts";
import type { ActualCertificates, Replica } from "../actual.ts";
import { parseCertificate } from "../certificate.ts";
import { createAuthority, createLeaf } from "../make-certificate.ts";
import { readMessage } from "../message-of.ts";
import { decideNextStep, type Step } from "../next-step.ts";
import { listOtherAuthorities } from "../trusted-authorities.ts";
import { computeValidity } from "../validity.ts";
import type { CertificateNames } from "./certificate-names.ts";
import { buildCaBundlePatch, listCaBundleWriters, readCaBundles } from "./registration.ts";
import { authorityData, readAuthority, readServing, servingData } from "./secrets.ts";
import { StepBudget } from "./step-budget.ts";
import { TrustAge } from "./trust-age.ts";
import { addFix } from "./way-out.ts";

export interface CertificateReconcilerOptions {
  readonly names: CertificateNames;
  /** Milliseconds. */
  readonly lifetimes: { readonly authority: number; readonly serving: number };
  readonly objects: Pick<ObjectWriter, "get" | "create" | "replace" | "apply">;
  /** Fetches the certificate that each replica of the webhook serves. */
  readonly askReplicas: () => Promise<readonly Replica[]>;
  /** By the API server's clock, in milliseconds since the epoch. */
  readonly now: () => number;
  /** Monotonic clock in milliseconds. */
  readonly uptime: () => number;
  readonly log: Logger;
  /** Called with the actual state after each read. */
  readonly onActual: (actual: ActualCertificates) => void;
}

/** The time that API servers may take to load a new caBundle. */
export const SETTLE_MS = 10_000;
const LOOK_MS = 5000;

interface ActualObjects extends ActualCertificates {
  readonly authoritySecret: JsonObject | undefined;
  readonly servingSecret: JsonObject | undefined;
  readonly registration: JsonObject | undefined;
}

/**
 * Reconciles the CA, the serving certificate and the registration's caBundles. Its only memory is since when the CA
 * has been trusted; everything else is read before each step. Two reconcilers may therefore run at once: of two
 * concurrent writes one fails, and its writer reads again.
 */
export class CertificateReconciler {
  readonly #options: CertificateReconcilerOptions;
  readonly #trustAge: TrustAge;
  readonly #budget: StepBudget;
  #logged = "";

  constructor(options: CertificateReconcilerOptions) {
    this.#options = options;
    this.#trustAge = new TrustAge(options.uptime);
    this.#budget = new StepBudget(options.uptime);
  }

  /** Reconciles until nothing is left to do now. Returns the milliseconds until the next step may be due. */
  async reconcile(): Promise<number> {
    const { names } = this.#options;
    try {
      for (;;) {
        const actual = await this.#read();
        const step = decideNextStep(actual, { names: names.serving, settle: SETTLE_MS, look: LOOK_MS });
        this.#logStep(step, actual);
        if (step.kind === "rest") return step.milliseconds;
        if (!this.#budget.take()) throw new Error(describeRival(actual));
        await this.#perform(step, actual);
      }
    } catch (error) {
      throw addFix(error, names);
    }
  }

  /** Reads the CA last. The other objects then cannot be ahead of it, and a write based on a stale read fails. */
  async #read(): Promise<ActualObjects> {
    const { objects, names, now, onActual } = this.#options;
    const [servingSecret, registration] = await Promise.all([
      objects.get(names.servingSecret),
      objects.get(names.registration),
    ]);
    const authoritySecret = await objects.get(names.authoritySecret);
    const [authority, serving] = [readAuthority(authoritySecret), readServing(servingSecret)];
    const trusted = readCaBundles(registration);
    const trustedFor = this.#trustAge.of(authority, trusted);
    const found = { now: now(), authority, serving, trusted, trustedFor };
    const actual = { ...found, replicas: await this.#replicas(found) };
    onActual(actual);
    return { ...actual, authoritySecret, servingSecret, registration };
  }

  /** A failure to ask the replicas must not prevent the repair of a wiped caBundle. */
  async #replicas(found: Omit<ActualCertificates, "replicas">): Promise<ActualCertificates["replicas"]> {
    const ca = parseCertificate(found.authority?.cert);
    if (listOtherAuthorities(found, ca).length === 0) return [];
    try {
      return await this.#options.askReplicas();
    } catch (error) {
      return { problem: readMessage(error) };
    }
  }

  async #perform(step: Exclude<Step, { kind: "rest" }>, actual: ActualObjects): Promise<void> {
    switch (step.kind) {
      case "renew-authority":
        return this.#renewAuthority(step.previous, actual);
      case "set-previous":
        return this.#setPrevious(step.previous, actual);
      case "trust":
        return this.#trust(step.bundle, actual);
      case "issue":
        return this.#issue(step.bundle, actual);
    }
  }

  async #renewAuthority(previous: string, { authoritySecret, now }: ActualObjects): Promise<void> {
    const { names, lifetimes } = this.#options;
    const pair = await createAuthority(computeValidity(now + lifetimes.authority, now));
    await this.#write(names.authoritySecret, authoritySecret, authorityData({ ...pair, previous }));
  }

  async #setPrevious(previous: string, { authority, authoritySecret }: ActualObjects): Promise<void> {
    if (authority === undefined) return;
    const { names } = this.#options;
    await this.#write(names.authoritySecret, authoritySecret, authorityData({ ...authority, previous }));
  }

  async #trust(bundle: string, { registration }: ActualObjects): Promise<void> {
    const { objects, names } = this.#options;
    if (registration === undefined) return;
    await ignoreConflict(objects.apply(names.registration, buildCaBundlePatch(registration, bundle)));
  }

  async #issue(ca: string, { authority, servingSecret, now }: ActualObjects): Promise<void> {
    if (authority === undefined) return;
    const { names, lifetimes } = this.#options;
    const signer = parseCertificate(authority.cert);
    const until = Math.min(now + lifetimes.serving, signer?.validToDate.getTime() ?? now);
    const pair = await createLeaf(authority, names.serving, computeValidity(until, now));
    await this.#write(names.servingSecret, servingSecret, servingData({ ...pair, ca }));
  }

  /**
   * Creates the Secret, or replaces the version that was read. A concurrent writer wins: the next round reads its
   * version.
   */
  async #write(reference: ObjectReference, old: JsonObject | undefined, data: JsonObject): Promise<void> {
    const { objects, names } = this.#options;
    if (old === undefined) await objects.create(reference, { ...names.secretFor(reference), data });
    else await objects.replace(reference, { ...old, data });
  }

  /** Logs each state once, to keep the log readable. */
  #logStep(step: Step, { registration }: ActualObjects): void {
    const { log, names } = this.#options;
    const line = { step: step.kind, why: step.why };
    const text = JSON.stringify(line) + (registration === undefined);
    if (text === this.#logged) return;
    this.#logged = text;
    log.info(line, step.kind === "rest" ? "certificates need no change" : "certificates are being changed");
    if (registration !== undefined) return;
    log.warn(
      { registration: names.registration.name },
      "the MutatingWebhookConfiguration does not exist: until you apply that of the chart or of manifests/base, the webhook is not called",
    );
  }
}

/** On a conflict the object has changed since it was read, and the next round reads it again. */
async function ignoreConflict(writing: Promise<unknown>): Promise<void> {
  await writing.catch((error: unknown) => {
    if (!(error instanceof ApiFailure) || error.status !== 409) throw error;
  });
}

function describeRival({ registration }: ActualObjects): string {
  const writers = listCaBundleWriters(registration);
  const who = writers.length === 0 ? "" : ` (caBundle: ${writers.join(", ")})`;
  return `another program reverts each change of the certificates${who}; run only one of them, or set --certificates none here`;
}
