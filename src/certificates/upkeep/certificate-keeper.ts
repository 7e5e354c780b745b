import type { Logger } from "pino";
import type { ServerClock } from "../../cluster/api/server-clock.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { ObjectReference } from "../../cluster/objects/resource-type.ts";
import type { JsonObject } from "../../injection/json.ts";
import { certificatesIn } from "../certificate.ts";
import { makeAuthority, makeLeaf, validityUntil } from "../make-certificate.ts";
import { nextStep, type Observed, type Step } from "../next-step.ts";
import type { CertificateNames } from "./certificate-names.ts";
import { caBundlePatch, caBundlesIn } from "./registration.ts";
import { askReplicas } from "./replicas.ts";
import { authorityData, authorityIn, servingData, servingIn } from "./secrets.ts";

export interface KeeperOptions {
  readonly names: CertificateNames;
  /** Milliseconds. */
  readonly lifetimes: { readonly authority: number; readonly serving: number };
  /** Label selector of the webhook's pods. */
  readonly webhookPods: string;
  readonly writer: ObjectWriter;
  readonly clock: ServerClock;
  readonly log: Logger;
  /** Told what is there after each look. */
  readonly onObserved: (observed: Observed) => void;
}

const SETTLE_MS = 10_000;
const LOOK_MS = 10_000;
/** More steps than any repair takes; after them, something undoes what is done. */
const MOST_STEPS = 10;

interface Seen extends Observed {
  readonly authoritySecret: JsonObject | undefined;
  readonly servingSecret: JsonObject | undefined;
  readonly registration: JsonObject | undefined;
}

/**
 * Keeps the CA, the serving certificate and the registration's caBundle right. All that it remembers is since when the
 * CA is trusted; the rest it reads before each step, so that two keepers agree: of two writes at once, one is lost, and
 * who lost it looks again.
 */
export class CertificateKeeper {
  readonly #options: KeeperOptions;
  #trusted: { readonly authority: string; readonly since: number } | undefined;
  #said = "";

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Does what is to be done now; the milliseconds until there may be more to do. */
  async keep(): Promise<number> {
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const seen = await this.#look();
      this.#options.onObserved(seen);
      const { names } = this.#options;
      const step = nextStep(seen, { names: names.serving, settle: SETTLE_MS, look: LOOK_MS });
      this.#say(step, seen);
      if (step.kind === "rest") return step.milliseconds;
      await this.#take(step, seen);
    }
    throw new Error("the certificates are not right after many steps; something else writes them too");
  }

  async #look(): Promise<Seen> {
    const { writer, names, webhookPods: selector, clock } = this.#options;
    const [authoritySecret, servingSecret, registration] = await Promise.all([
      writer.get(names.authoritySecret),
      writer.get(names.servingSecret),
      writer.get(names.registration),
    ]);
    const authority = authorityIn(authoritySecret);
    const trusted = caBundlesIn(registration);
    const search = { writer, namespace: names.namespace, selector, serverName: names.serving[0] ?? "" };
    const isRotating = authority !== undefined && authority.previous !== "";
    return {
      now: clock.now(),
      authority,
      serving: servingIn(servingSecret),
      trusted,
      trustedFor: this.#trustedFor(authority?.cert, trusted),
      replicas: isRotating ? await askReplicas(search) : [],
      authoritySecret,
      servingSecret,
      registration,
    };
  }

  #trustedFor(authority: string | undefined, trusted: readonly string[]): number {
    const [ca] = certificatesIn(authority ?? "");
    const isTrusted = ca !== undefined && trusted.every((bundle) => bundle.includes(ca.toString().trim()));
    if (!isTrusted) this.#trusted = undefined;
    else if (this.#trusted?.authority !== ca.fingerprint256) {
      this.#trusted = { authority: ca.fingerprint256, since: performance.now() };
    }
    return this.#trusted === undefined ? 0 : performance.now() - this.#trusted.since;
  }

  async #take(step: Exclude<Step, { kind: "rest" }>, seen: Seen): Promise<void> {
    switch (step.kind) {
      case "renew-authority":
        return this.#renewAuthority(step.previous, seen);
      case "trust":
        return this.#trust(step.bundle, seen);
      case "issue":
        return this.#issue(step.bundle, seen);
      case "forget-previous":
        return this.#forgetPrevious(seen);
    }
  }

  async #renewAuthority(previous: string, { authoritySecret, now }: Seen): Promise<void> {
    const { names, lifetimes } = this.#options;
    const pair = await makeAuthority(validityUntil(now + lifetimes.authority, now));
    await this.#put(names.authoritySecret, authoritySecret, authorityData({ ...pair, previous }));
  }

  async #trust(bundle: string, { registration }: Seen): Promise<void> {
    const { writer, names } = this.#options;
    if (registration === undefined) return;
    await writer.apply(names.registration, caBundlePatch(registration, bundle));
  }

  async #issue(ca: string, { authority, servingSecret, now }: Seen): Promise<void> {
    if (authority === undefined) return;
    const { names, lifetimes } = this.#options;
    const [signer] = certificatesIn(authority.cert);
    const until = Math.min(now + lifetimes.serving, signer?.validToDate.getTime() ?? now);
    const pair = await makeLeaf(authority, names.serving, validityUntil(until, now));
    await this.#put(names.servingSecret, servingSecret, servingData({ ...pair, ca }));
  }

  async #forgetPrevious({ authority, authoritySecret }: Seen): Promise<void> {
    if (authority === undefined) return;
    const { names } = this.#options;
    await this.#put(names.authoritySecret, authoritySecret, authorityData({ ...authority, previous: "" }));
  }

  /** Creates the Secret, or replaces it as it was seen. When another was faster, theirs stands: the next look tells. */
  async #put(reference: ObjectReference, old: JsonObject | undefined, data: JsonObject): Promise<void> {
    const { writer, names } = this.#options;
    if (old === undefined) await writer.create(reference, { ...names.secretFor(reference), data });
    else await writer.replace(reference, { ...old, data });
  }

  /** Each state once: a log that repeats itself at every look is not read. */
  #say(step: Step, { registration }: Seen): void {
    const { log, names } = this.#options;
    const line = { step: step.kind, why: step.why };
    const text = JSON.stringify(line) + (registration === undefined);
    if (text === this.#said) return;
    this.#said = text;
    log.info(line, step.kind === "rest" ? "certificates are looked after" : "certificates are being changed");
    if (registration === undefined) {
      log.warn(
        { registration: names.registration.name },
        "no such MutatingWebhookConfiguration: nobody calls the webhook",
      );
    }
  }
}
