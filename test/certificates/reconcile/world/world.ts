import type { X509Certificate } from "node:crypto";
import { pino } from "pino";
import { isIssuedBy, parseBundle, parseCertificate } from "../../../../src/certificates/certificate.ts";
import { deriveNames } from "../../../../src/certificates/reconcile/certificate-names.ts";
import { CertificateReconciler } from "../../../../src/certificates/reconcile/certificate-reconciler.ts";
import { readCaBundles } from "../../../../src/certificates/reconcile/registration.ts";
import { readAuthority, readServing } from "../../../../src/certificates/reconcile/secrets.ts";
import { checkValidity } from "../../../../src/certificates/validity.ts";
import { ApiFailure } from "../../../../src/cluster/api/api-failure.ts";
import type { JsonObject } from "../../../../src/kubernetes/json.ts";
import type { ObjectReference } from "../../../../src/kubernetes/resource-type.ts";
import { Actor, type Call } from "./actor.ts";
import { ApiServers } from "./api-servers.ts";
import { ObjectStore } from "./object-store.ts";
import { SimulatedReplica } from "./replica.ts";
import { TimeLine } from "./time-line.ts";

export const names = deriveNames("injector", "injector");

/** The milliseconds until API servers and replicas learn of a change. */
export interface Delays {
  readonly apiServers: readonly number[];
  readonly replicas: readonly number[];
}

const HOUR_MS = 3_600_000;
const LIFETIMES = { authority: 12 * HOUR_MS, serving: 5 * HOUR_MS };

/**
 * A simulated cluster: objects, two reconcilers, API servers and replicas that learn of changes late, and the
 * invariant.
 */
export class World {
  readonly time = new TimeLine();
  readonly store = new ObjectStore();
  readonly actors: readonly Actor[];
  readonly #delays: Delays;
  readonly #apiServers: ApiServers;
  /**
   * CAs that a fault removed from every object, and certificates that a fault added: not the reconcilers' mistakes.
   */
  readonly #lost: X509Certificate[] = [];
  readonly #foreign = new Set<string>();
  replicas: readonly SimulatedReplica[];
  canListPods = true;

  constructor(delays: Delays) {
    this.#delays = delays;
    this.#apiServers = new ApiServers(this.time, delays.apiServers.length);
    this.replicas = delays.replicas.map((_, index) => new SimulatedReplica(`webhook-${index}`));
    this.actors = ["one", "two"].map(
      () =>
        new Actor(
          () => this.time.now,
          (call) => this.#makeKeeper(call),
        ),
    );
    for (const actor of this.actors) actor.wake();
  }

  /** Writes or deletes an object on behalf of a third party. */
  disturb(reference: ObjectReference, object: JsonObject | undefined): void {
    const before = this.#authorities();
    if (object === undefined) this.store.delete(reference);
    else this.store.put(reference, object);
    this.#noteLosses(before);
    if (reference === names.servingSecret) this.#noteForeign();
    this.#written(reference, true);
  }

  get registration(): JsonObject | undefined {
    return this.store.get(names.registration);
  }

  get authority(): ReturnType<typeof readAuthority> {
    return readAuthority(this.store.get(names.authoritySecret));
  }

  get serving(): ReturnType<typeof readServing> {
    return readServing(this.store.get(names.servingSecret));
  }

  /** Advances the time, but never so far that a call would outlast its caller's timeout. */
  tick(milliseconds: number): void {
    const oldest = Math.min(...this.actors.map(({ waitsSince = Number.POSITIVE_INFINITY }) => waitsSince));
    const most = Math.max(0, oldest + MOST_CALL_MS - this.time.now);
    this.time.advance(Math.min(milliseconds, most), () => this.check());
  }

  /** Checks the invariant: the serving certificate verifies at every API server, unless a fault itself broke that. */
  check(): void {
    for (const { bundles, isByFault } of this.#apiServers.known) {
      if (isByFault) continue;
      for (const bundle of bundles) for (const replica of this.replicas) this.#checkReplica(replica, bundle);
    }
  }

  /** Lists what is still wrong after every delay has passed. */
  problems(): readonly string[] {
    const { authority, serving, registration, replicas } = this;
    const ca = parseCertificate(authority?.cert);
    const served = [parseCertificate(serving?.cert), ...replicas.map((replica) => replica.served)];
    const bundles = readCaBundles(registration);
    const isOf = (leaf: X509Certificate | undefined): boolean => leaf !== undefined && !!ca && isSignedBy(leaf, ca);
    return [
      ...(ca === undefined || authority?.previous !== "" ? ["the CA's Secret"] : []),
      ...(bundles.every((bundle) => bundle === `${ca?.toString().trim()}\n`) ? [] : ["the caBundle"]),
      ...(this.#apiServers.known.every((each) => each.bundles.join() === bundles.join()) ? [] : ["the API servers"]),
      ...(served.every(isOf) ? [] : ["what is served"]),
    ];
  }

  #checkReplica({ served }: SimulatedReplica, bundle: string): void {
    if (served === undefined || this.#isExcused(served)) return;
    const problem = checkValidity(served, this.time.now);
    if (problem !== undefined) throw new Error(`a certificate is served although ${problem}`);
    const trusted = certificatesIn(bundle);
    if (trusted.every((each) => this.#isLost(each))) return;
    const signer = trusted.find((each) => isSignedBy(served, each));
    if (signer === undefined) throw new Error("a certificate is served whose CA an API server does not know");
    const problemOfCa = checkValidity(signer, this.time.now);
    if (problemOfCa !== undefined) throw new Error(`a certificate is served although of its CA ${problemOfCa}`);
  }

  #isExcused(leaf: X509Certificate): boolean {
    return this.#foreign.has(leaf.fingerprint256) || this.#lost.some((each) => isSignedBy(leaf, each));
  }

  #isLost({ fingerprint256 }: X509Certificate): boolean {
    return this.#lost.some((each) => each.fingerprint256 === fingerprint256);
  }

  #noteLosses(before: readonly X509Certificate[]): void {
    const after = this.#authorities();
    const remaining = new Set(after.map(({ fingerprint256 }) => fingerprint256));
    this.#lost.push(...before.filter(({ fingerprint256 }) => !remaining.has(fingerprint256)));
  }

  #noteForeign(): void {
    for (const { fingerprint256 } of parseBundle(this.serving?.cert ?? "")) this.#foreign.add(fingerprint256);
  }

  /** The CAs that reconcilers can find; the one beside a serving certificate only as a last resort. */
  #authorities(): readonly X509Certificate[] {
    const { authority, serving, registration } = this;
    const leaf = parseCertificate(serving?.cert);
    const beside = authority === undefined ? parseBundle(serving?.ca ?? "") : [];
    const isOfThese = leaf !== undefined && beside.some((each) => isSignedBy(leaf, each));
    const written = [authority?.cert, authority?.previous, ...readCaBundles(registration)].join("\n");
    return [...parseBundle(written), ...(isOfThese ? beside : [])];
  }

  #written({ name }: ObjectReference, isByFault: boolean): void {
    for (const actor of this.actors) actor.wake();
    if (name === names.registration.name) {
      this.#apiServers.send({ bundles: readCaBundles(this.registration), isByFault }, this.#delays.apiServers);
    } else if (name === names.servingSecret.name) this.#tellReplicas();
    this.check();
  }

  /** Kubelets deliver the Secret as it is when they check, not as it was when it changed. */
  #tellReplicas(): void {
    this.replicas.forEach((replica, index) => {
      const delay = this.#delays.replicas[index % this.#delays.replicas.length] ?? 0;
      this.time.schedule(this.time.now + delay, () => this.load(replica));
    });
  }

  load(replica: SimulatedReplica): void {
    replica.load(this.store.get(names.servingSecret), this.time.now);
  }

  #makeKeeper(call: Call): CertificateReconciler {
    const { store } = this;
    return new CertificateReconciler({
      names,
      lifetimes: LIFETIMES,
      now: () => this.time.now,
      uptime: () => this.time.now,
      log: pino({ level: "silent" }),
      onActual: () => {},
      askReplicas: () => call(() => this.#askReplicas()),
      objects: {
        get: (reference) => call(() => store.get(reference)),
        create: (reference, object) => call(() => this.#write(reference, store.create(reference, object))),
        replace: (reference, object) => call(() => this.#write(reference, store.replace(reference, object))),
        apply: (reference, patch) =>
          call(() => {
            const written = this.#write(reference, store.applyBundles(reference, patch));
            if (written === undefined) throw new ApiFailure(409, "409: the object has been modified");
            return written;
          }),
      },
    });
  }

  #write(reference: ObjectReference, isWritten: boolean): JsonObject | undefined {
    if (!isWritten) return undefined;
    this.#written(reference, false);
    return this.store.get(reference);
  }

  #askReplicas() {
    if (!this.canListPods) throw new ApiFailure(403, "403: pods is forbidden");
    return this.replicas.map((replica) => replica.answer());
  }
}

/** Callers time out later than this. */
const MOST_CALL_MS = 2000;

/** The same few bundles are looked at after each event. */
const parsed = new Map<string, readonly X509Certificate[]>();

function certificatesIn(bundle: string): readonly X509Certificate[] {
  const certificates = parsed.get(bundle) ?? parseBundle(bundle);
  parsed.set(bundle, certificates);
  return certificates;
}

const signatures = new Map<string, boolean>();

function isSignedBy(leaf: X509Certificate, ca: X509Certificate): boolean {
  const key = `${leaf.fingerprint256} ${ca.fingerprint256}`;
  const known = signatures.get(key) ?? isIssuedBy(leaf, ca);
  signatures.set(key, known);
  return known;
}
