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

/** A healthy state with some changes. */
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

/** A state during a rotation: the new CA exists, but the serving certificate is of the previous one. */
function rotating(changes: Partial<ActualCertificates> = {}): ActualCertificates {
  return actualCertificates({
    authority: { ...ca, previous: older.cert },
    serving: { ...olderLeaf, ca: bundle(older) },
    trusted: [bundle(ca, older)],
    ...changes,
  });
}

const replica = (pod: string, { cert }: KeyPair) => ({ pod, certificate: parseBundle(cert)[0] });

describe("in a healthy cluster", () => {
  test("nothing is done, and anything that a watch missed is found within the hour", () => {
    expect(decideNextStep(actualCertificates(), POLICY)).toEqual({
      kind: "rest",
      milliseconds: HOUR,
      why: "all is well",
    });
  });

  test("the next check is after two thirds of the serving certificate's 90 days", () => {
    const step = decideNextStep(actualCertificates({ now: NOW + 59 * DAY - 20 * MINUTE }), POLICY);
    expect(step).toEqual({ kind: "rest", milliseconds: 20 * MINUTE, why: "all is well" });
  });
});

describe("a CA is made", () => {
  test("when there is none and nothing was served", () => {
    const step = decideNextStep(
      actualCertificates({ authority: undefined, serving: undefined, trusted: [""] }),
      POLICY,
    );
    expect(step).toMatchObject({ kind: "renew-authority", previous: "", why: "there is no CA" });
  });

  test("when it is lost, and the CA of the serving certificate stays trusted", () => {
    expect(decideNextStep(actualCertificates({ authority: undefined }), POLICY)).toMatchObject({
      kind: "renew-authority",
      previous: bundle(ca),
    });
  });

  test("when it is lost, and a CA dropped since the serving certificate was made is not trusted again", () => {
    const state = actualCertificates({ authority: undefined, serving: { ...leaf, ca: bundle(ca, older) } });
    expect(decideNextStep(state, POLICY)).toMatchObject({ kind: "renew-authority", previous: bundle(ca) });
  });

  test.each([
    ["wiped", () => [""]],
    ["wiped for one webhook of two", () => [bundle(ca), ""]],
    ["gone with its registration", () => []],
  ])(
    "when it is lost and the caBundle %s, and all CAs of the serving certificate are trusted again",
    (_what, trusted) => {
      const serving = { ...leaf, ca: bundle(ca, older) };
      const state = actualCertificates({ authority: undefined, serving, trusted: trusted() });
      expect(decideNextStep(state, POLICY)).toMatchObject({ kind: "renew-authority", previous: bundle(ca, older) });
    },
  );

  test("when it is lost, and the CA beside a foreign serving certificate is not trusted", () => {
    const serving = { ...olderLeaf, ca: bundle(ca) };
    const step = decideNextStep(actualCertificates({ authority: undefined, serving, trusted: [""] }), POLICY);
    expect(step).toMatchObject({ kind: "renew-authority", previous: "" });
  });

  test("when its key does not match", () => {
    const authority = { cert: ca.cert, key: older.key, previous: "" };
    expect(decideNextStep(actualCertificates({ authority }), POLICY)).toMatchObject({
      kind: "renew-authority",
      why: "the CA cannot be used: its key does not belong to its certificate",
    });
  });

  test("when the certificate is not a CA", () => {
    expect(decideNextStep(actualCertificates({ authority: { ...leaf, previous: "" } }), POLICY)).toMatchObject({
      why: "the CA cannot be used: its certificate is not a CA certificate",
    });
  });

  test("after two thirds of its validity, and the previous one stays trusted", () => {
    const step = decideNextStep(actualCertificates({ now: NOW + 200 * DAY }), POLICY);
    expect(step).toMatchObject({ kind: "renew-authority", previous: bundle(ca) });
  });
});

describe("the registration trusts", () => {
  test.each([
    ["the CA, where the caBundle is wiped", [""]],
    ["the CA, where the caBundle is another one", ["something"]],
  ])("%s", (_what, trusted) => {
    expect(decideNextStep(actualCertificates({ trusted }), POLICY)).toMatchObject({
      kind: "trust",
      bundle: bundle(ca),
    });
  });

  test("no expired CA, whatever replicas serve", async () => {
    const expired = await createAuthority({ from: NOW - 2 * DAY, until: NOW - DAY });
    const authority = { ...ca, previous: expired.cert };
    const step = decideNextStep(actualCertificates({ authority, trusted: [bundle(ca, expired)] }), POLICY);
    expect(step).toMatchObject({ kind: "trust", bundle: bundle(ca) });
  });

  test("both CAs in each of its webhooks during a rotation", () => {
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

  test("when it has expired", () => {
    expect(decideNextStep(actualCertificates({ now: NOW + 100 * DAY }), POLICY)).toMatchObject({
      kind: "issue",
      why: "the serving certificate cannot be used: it expired on 2027-03-31T00:00:00Z",
    });
  });

  test("when it lacks a name that callers use", () => {
    const step = decideNextStep(actualCertificates(), { ...POLICY, names: [NAME, "other.system.svc"] });
    expect(step).toMatchObject({ kind: "issue", why: "the serving certificate lacks the name other.system.svc" });
  });

  test("after two thirds of its validity", () => {
    expect(decideNextStep(actualCertificates({ now: NOW + 60 * DAY }), POLICY)).toMatchObject({ kind: "issue" });
  });
});

describe("a new CA signs", () => {
  test("nothing until API servers have had time to trust it", () => {
    expect(decideNextStep(rotating({ trustedFor: 4000 }), POLICY)).toMatchObject({ kind: "rest", milliseconds: 6000 });
  });

  test("after that", () => {
    const step = decideNextStep(rotating({ trustedFor: 10_000 }), POLICY);
    expect(step).toMatchObject({ kind: "issue", bundle: bundle(ca, older), why: "there is a new CA to sign with" });
  });

  test("no earlier when the registration is gone, which API servers may not have noticed", () => {
    expect(decideNextStep(rotating({ trusted: [], trustedFor: 0 }), POLICY)).toMatchObject({ kind: "rest" });
  });

  test("no earlier when the serving certificate is broken, because replicas keep the one they have", () => {
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

  test("while a replica does not answer", () => {
    expect(decideNextStep(issued([replica("a", leaf), { pod: "b", certificate: undefined }]), POLICY)).toMatchObject({
      kind: "rest",
      why: "the previous CA stays trusted: b did not answer",
    });
  });

  test("while a replica that starts now would serve what it signed", () => {
    const state = { ...issued([replica("a", leaf)]), serving: { ...olderLeaf, ca: bundle(older) } };
    expect(decideNextStep(state, POLICY)).not.toMatchObject({ kind: "trust" });
  });

  test("while no replica is known", () => {
    expect(decideNextStep(issued([]), POLICY)).toMatchObject({ kind: "rest" });
  });

  test("while the pods cannot be listed", () => {
    const step = decideNextStep(issued({ problem: "403: pods is forbidden" }), POLICY);
    expect(step).toMatchObject({ kind: "rest", why: expect.stringContaining("cannot be listed: 403") });
  });

  test("no longer: it leaves the caBundle, then the Secret", () => {
    const all = issued([replica("a", leaf), replica("b", leaf)]);
    expect(decideNextStep(all, POLICY)).toMatchObject({ kind: "trust", bundle: bundle(ca) });
    expect(decideNextStep({ ...all, trusted: [bundle(ca)] }, POLICY)).toMatchObject({
      kind: "set-previous",
      previous: "",
    });
  });

  test("when only the registration has it, as after a restored backup of the Secret", () => {
    const step = decideNextStep(actualCertificates({ trusted: [bundle(ca, older)] }), POLICY);
    expect(step).toMatchObject({ kind: "set-previous", previous: bundle(older) });
  });
});

test.each([10 * MINUTE, HOUR, DAY, 365 * DAY])(
  "a certificate for %i ms is not due for renewal at once, and is valid for a clock that is slow",
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
