import { expect, test } from "vitest";
import { ApiFailure } from "../../src/cluster/api/api-failure.ts";
import { ConnectionFailure } from "../../src/cluster/api/connection-failure.ts";
import { CredentialsError } from "../../src/cluster/api/credentials-error.ts";
import { isPassing } from "../../src/cluster/api/is-passing.ts";
import { NotApiServerError } from "../../src/cluster/api/not-api-server-error.ts";
import { SilenceError } from "../../src/cluster/api/silence-error.ts";

const CALLER = { server: "https://api:6443", proxy: undefined, user: undefined, expiry: undefined };

const ofRequest = (code: string): Error => failed(Object.assign(new Error(code), { code }));
const failed = (cause: Error): Error => new ConnectionFailure(cause, CALLER, false);

test.each([
  ...[408, 429, 500, 502, 503, 504].map((status) => new ApiFailure(status, "x")),
  ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH", "ENOTFOUND", "EAI_AGAIN"].map(ofRequest),
  failed(new SilenceError(15_000)),
  new SilenceError(15_000),
  Object.assign(new Error("aborted"), { code: "ECONNRESET" }),
])("%s passes by itself", (error) => {
  expect(isPassing(error)).toBe(true);
});

test.each([
  ...[400, 401, 403, 404, 409, 410, 422].map((status) => new ApiFailure(status, "x")),
  ...["CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "EPROTO", "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA"].map(ofRequest),
  new CredentialsError("the credential plugin failed"),
  new NotApiServerError("it redirects to https://login"),
  failed(Object.assign(new Error("aborted"), { name: "AbortError", code: "ABORT_ERR" })),
  new DOMException("timeout", "TimeoutError"),
  Object.assign(new Error("no such file"), { code: "ENOENT", path: "/x" }),
  new TypeError("bug"),
])("%s needs someone, or is the end", (error) => {
  expect(isPassing(error)).toBe(false);
});
