import { expect, test } from "vitest";
import { createAuthority } from "../../../src/certificates/make-certificate.ts";
import { TrustAge } from "../../../src/certificates/reconcile/trust-age.ts";

const validity = { from: Date.UTC(2027, 0, 1), until: Date.UTC(2027, 1, 1) };
const [ca, other] = [await createAuthority(validity), await createAuthority(validity)];
const authority = { ...ca, previous: "" };

test("a CA's trust age starts when every caBundle has it, and again when one has lost it", () => {
  let uptime = 1000;
  const age = new TrustAge(() => uptime);
  expect(age.of(authority, [ca.cert, ""])).toBe(0);
  uptime = 2000;
  expect(age.of(authority, [ca.cert, other.cert + ca.cert])).toBe(0);
  uptime = 5000;
  expect(age.of(authority, [ca.cert])).toBe(3000);
  expect(age.of(authority, [other.cert])).toBe(0);
  uptime = 9000;
  expect(age.of(authority, [ca.cert])).toBe(0);
});

test("another CA's trust age starts when it is first seen", () => {
  let uptime = 1000;
  const age = new TrustAge(() => uptime);
  age.of(authority, [ca.cert + other.cert]);
  uptime = 8000;
  expect(age.of({ ...other, previous: ca.cert }, [ca.cert + other.cert])).toBe(0);
});

test("the trust age without a CA is zero", () => {
  expect(new TrustAge(() => 5000).of(undefined, [])).toBe(0);
});
