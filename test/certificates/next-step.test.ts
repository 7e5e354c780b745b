import { beforeAll, describe, expect, test } from "vitest";
import type { ActualCertificates } from "../../src/certificates/actual.ts";
import { parseBundle } from "../../src/certificates/certificate.ts";
import { createAuthority, createLeaf, type KeyPair } from "../../src/certificates/make-certificate.ts";
import { decideNextStep } from "../../src/certificates/next-step.ts";
import { computeValidity } from "../../src/certificates/validity.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2027, 0, 1);
const NAME = "injector.system.svc";
const POLICY = { names: [NAME], settle: 10_000, look: 7000 };

let ca: KeyPair;
let older: KeyPair;
let leaf: KeyPair;
let olderLeaf: KeyPair;

beforeAll(async () => {
  const validity = { from: NOW - DAY, until: NOW + 300 * DAY };
  [ca, older] = [await createAuthority(validity), await createAuthority(validity)];
  const short = { from: NOW - DAY, until: NOW + 89 * DAY };
  [leaf, olderLeaf] = [await createLeaf(ca, [NAME], short), await createLeaf(older, [NAME], short)];
});

const bundle = (...pairs: readonly KeyPair[]): string => pairs.map(({ cert }) => `${cert.trim()}\n`).join("");

/** All is well, but for what is said otherwise. */
function actualCertificates(changes: Partial<ActualCertificates> = {}): ActualCertificates {
  return {
    now: NOW,
    authority: { ...ca, previous: "" },
    serving: { ...leaf, ca: bundle(ca) },
    trusted: [bundle(ca)],
    trustedFor: HOUR,
    replicas: [],
    ...changes,
  };
}

/** In the middle of a rotation: the new CA is there, and what is served is of the one before. */
function rotating(changes: Partial<ActualCertificates> = {}): ActualCertificates {
  return actualCertificates({
    authority: { ...ca, previous: older.cert },
    serving: { ...olderLeaf, ca: bundle(older) },
    trusted: [bundle(ca, older)],
    ...changes,
  });
}

const replica = (pod: string, { cert }: KeyPair) => ({ pod, certificate: parseBundle(cert)[0] });

describe("where all is well", () => {
  test("nothing is done; whatever a watch missed is found within the hour", () => {
    expect(decideNextStep(actualCertificates(), POLICY)).toEqual({
      kind: "rest",
      milliseconds: HOUR,
      why: "all is well",
    });
  });

  test("the next look is when two thirds of the serving certificate's 90 days are over", () => {
    const step = decideNextStep(actualCertificates({ now: NOW + 59 * DAY - 20 * MINUTE }), POLICY);
    expect(step).toEqual({ kind: "rest", milliseconds: 20 * MINUTE, why: "all is well" });
  });
});

describe("a CA is made", () => {
  test("where there is none, and nothing was served", () => {
    const step = decideNextStep(
      actualCertificates({ authority: undefined, serving: undefined, trusted: [""] }),
      POLICY,
    );
    expect(step).toMatchObject({ kind: "renew-authority", previous: "", why: "there is no CA" });
  });

  test("where it is lost; the one that signed what is served stays trusted", () => {
    expect(decideNextStep(actualCertificates({ authority: undefined }), POLICY)).toMatchObject({
      kind: "renew-authority",
      previous: bundle(ca),
    });
  });

  test("where it is lost; one that is not trusted any more, as it was when the serving certificate was made, is not again", () => {
    const state = actualCertificates({ authority: undefined, serving: { ...leaf, ca: bundle(ca, older) } });
    expect(decideNextStep(state, POLICY)).toMatchObject({ kind: "renew-authority", previous: bundle(ca) });
  });

  test.each([
    ["wiped", () => [""]],
    ["wiped for one webhook of two", () => [bundle(ca), ""]],
    ["gone with its registration", () => []],
  ])("where it is lost, and the caBundle %s; all that was trusted for what is served is again", (_what, trusted) => {
    const serving = { ...leaf, ca: bundle(ca, older) };
    const state = actualCertificates({ authority: undefined, serving, trusted: trusted() });
    expect(decideNextStep(state, POLICY)).toMatchObject({ kind: "renew-authority", previous: bundle(ca, older) });
  });

  test("where it is lost; what lies beside somebody else's serving certificate is not trusted", () => {
    const serving = { ...olderLeaf, ca: bundle(ca) };
    const step = decideNextStep(actualCertificates({ authority: undefined, serving, trusted: [""] }), POLICY);
    expect(step).toMatchObject({ kind: "renew-authority", previous: "" });
  });

  test("where its key is another one's", () => {
    const authority = { cert: ca.cert, key: older.key, previous: "" };
    expect(decideNextStep(actualCertificates({ authority }), POLICY)).toMatchObject({
      kind: "renew-authority",
      why: "the CA cannot be used: its key does not belong to its certificate",
    });
  });

  test("where it is none, although it is a certificate", () => {
    expect(decideNextStep(actualCertificates({ authority: { ...leaf, previous: "" } }), POLICY)).toMatchObject({
      why: "the CA cannot be used: its certificate is not a CA certificate",
    });
  });

  test("when two thirds of its validity are over, and the one before stays trusted", () => {
    const step = decideNextStep(actualCertificates({ now: NOW + 200 * DAY }), POLICY);
    expect(step).toMatchObject({ kind: "renew-authority", previous: bundle(ca) });
  });
});

describe("the registration is made to trust", () => {
  test.each([
    ["the CA, where the caBundle is wiped", [""]],
    ["the CA, where the caBundle is another one", ["something"]],
  ])("%s", (_what, trusted) => {
    expect(decideNextStep(actualCertificates({ trusted }), POLICY)).toMatchObject({
      kind: "trust",
      bundle: bundle(ca),
    });
  });

  test("no CA that has expired, whatever replicas serve", async () => {
    const expired = await createAuthority({ from: NOW - 2 * DAY, until: NOW - DAY });
    const authority = { ...ca, previous: expired.cert };
    const step = decideNextStep(actualCertificates({ authority, trusted: [bundle(ca, expired)] }), POLICY);
    expect(step).toMatchObject({ kind: "trust", bundle: bundle(ca) });
  });

  test("both CAs in every one of its webhooks, while there are two", () => {
    const trusted = [bundle(ca, older), bundle(older)];
    expect(decideNextStep(rotating({ trusted }), POLICY)).toMatchObject({ kind: "trust", bundle: bundle(ca, older) });
  });
});

describe("a serving certificate is made at once", () => {
  test.each([
    ["where there is none", () => undefined, /there is no serving certificate/],
    ["where it is truncated", () => ({ ...leaf, cert: leaf.cert.slice(0, 99), ca: "" }), /unreadable/],
    ["where its key is another one's", () => ({ ...leaf, key: ca.key, ca: "" }), /key does not belong/],
  ])("%s", (_what, serving, why) => {
    const step = decideNextStep(actualCertificates({ serving: serving() }), POLICY);
    expect(step).toMatchObject({ kind: "issue", bundle: bundle(ca), why: expect.stringMatching(why) });
  });

  test("where it has expired", () => {
    expect(decideNextStep(actualCertificates({ now: NOW + 100 * DAY }), POLICY)).toMatchObject({
      kind: "issue",
      why: "the serving certificate cannot be used: it expired on 2027-03-31T00:00:00Z",
    });
  });

  test("where it lacks a name that callers use", () => {
    const step = decideNextStep(actualCertificates(), { ...POLICY, names: [NAME, "other.system.svc"] });
    expect(step).toMatchObject({ kind: "issue", why: "the serving certificate lacks the name other.system.svc" });
  });

  test("when two thirds of its validity are over", () => {
    expect(decideNextStep(actualCertificates({ now: NOW + 60 * DAY }), POLICY)).toMatchObject({ kind: "issue" });
  });
});

describe("a new CA signs", () => {
  test("nothing before API servers have had the time to trust it", () => {
    expect(decideNextStep(rotating({ trustedFor: 4000 }), POLICY)).toMatchObject({ kind: "rest", milliseconds: 6000 });
  });

  test("after that", () => {
    const step = decideNextStep(rotating({ trustedFor: 10_000 }), POLICY);
    expect(step).toMatchObject({ kind: "issue", bundle: bundle(ca, older), why: "there is a new CA to sign with" });
  });

  test("nothing earlier where the registration is gone, which API servers may not have noticed", () => {
    expect(decideNextStep(rotating({ trusted: [], trustedFor: 0 }), POLICY)).toMatchObject({ kind: "rest" });
  });

  test("nothing earlier where the serving certificate is broken: replicas go on with the one that they have", () => {
    expect(decideNextStep(rotating({ serving: undefined, trustedFor: 0 }), POLICY)).toMatchObject({ kind: "rest" });
  });
});

describe("the previous CA stays trusted", () => {
  const issued = (replicas: ActualCertificates["replicas"]): ActualCertificates =>
    rotating({ serving: { ...leaf, ca: bundle(ca, older) }, replicas });

  test("while a replica serves what it signed", () => {
    const step = decideNextStep(issued([replica("a", leaf), replica("b", olderLeaf)]), POLICY);
    expect(step).toEqual({
      kind: "rest",
      milliseconds: POLICY.look,
      why: "the previous CA stays trusted: b serves a certificate of the previous CA",
    });
  });

  test("while a replica cannot be asked", () => {
    expect(decideNextStep(issued([replica("a", leaf), { pod: "b", certificate: undefined }]), POLICY)).toMatchObject({
      kind: "rest",
      why: "the previous CA stays trusted: b did not answer",
    });
  });

  test("while a replica that starts now would serve what it signed", () => {
    const state = { ...issued([replica("a", leaf)]), serving: { ...olderLeaf, ca: bundle(older) } };
    expect(decideNextStep(state, POLICY)).not.toMatchObject({ kind: "trust" });
  });

  test("while no replica is seen at all", () => {
    expect(decideNextStep(issued([]), POLICY)).toMatchObject({ kind: "rest" });
  });

  test("while the pods cannot be listed", () => {
    const step = decideNextStep(issued({ problem: "403: pods is forbidden" }), POLICY);
    expect(step).toMatchObject({ kind: "rest", why: expect.stringContaining("cannot be listed: 403") });
  });

  test("no longer than that: it leaves the caBundle, and then the Secret", () => {
    const all = issued([replica("a", leaf), replica("b", leaf)]);
    expect(decideNextStep(all, POLICY)).toMatchObject({ kind: "trust", bundle: bundle(ca) });
    expect(decideNextStep({ ...all, trusted: [bundle(ca)] }, POLICY)).toMatchObject({
      kind: "set-previous",
      previous: "",
    });
  });

  test("when only the registration knows it, as after a backup of the Secret was restored", () => {
    const step = decideNextStep(actualCertificates({ trusted: [bundle(ca, older)] }), POLICY);
    expect(step).toMatchObject({ kind: "set-previous", previous: bundle(older) });
  });
});

test.each([10 * MINUTE, HOUR, DAY, 365 * DAY])(
  "what is made for %i ms is not to be renewed at once, and valid for a clock that is behind",
  async (lifetime) => {
    const { from, until } = computeValidity(NOW + lifetime, NOW);
    expect(until - NOW).toBe(lifetime);
    expect(from).toBeLessThan(NOW);
    expect(from).toBeGreaterThanOrEqual(NOW - DAY);
    const made = await createAuthority({ from, until });
    const state = actualCertificates({
      authority: { ...made, previous: "" },
      serving: undefined,
      trusted: [bundle(made)],
    });
    expect(decideNextStep(state, POLICY)).toMatchObject({ kind: "issue", why: "there is no serving certificate" });
  },
);
