import { expect, test } from "vitest";
import { failureOfResponse } from "../../../src/cluster/api/api-failure.ts";
import { ConnectionFailure } from "../../../src/cluster/api/connection-failure.ts";
import { CredentialsError } from "../../../src/cluster/api/credentials-error.ts";
import { describeFailure, isFailureOfCluster } from "../../../src/cluster/api/describe-failure.ts";

function networkError(code: string): Error {
  return Object.assign(new Error(`raw ${code}`), { code });
}

function connectionFailure(code: string): Error {
  const caller = { server: SERVER, proxy: undefined, user: undefined, expiry: undefined };
  return new ConnectionFailure(networkError(code), caller, false);
}

const SERVER = "https://api.example.com:6443";

const CASES: readonly (readonly [error: Error, sentence: string])[] = [
  [connectionFailure("ECONNREFUSED"), `the API server ${SERVER} cannot be reached: the connection is refused`],
  [connectionFailure("ENOTFOUND"), `the API server ${SERVER} cannot be reached: its name is unknown`],
  [networkError("ETIMEDOUT"), "the API server cannot be reached: it does not answer"],
  [
    connectionFailure("UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
    `no trusted CA signed the certificate of the API server ${SERVER}`,
  ],
  ...["TLSV13_ALERT_CERTIFICATE_REQUIRED", "SSLV3_ALERT_BAD_CERTIFICATE", "TLSV1_ALERT_UNKNOWN_CA"].map(
    (alert) =>
      [
        connectionFailure(`ERR_SSL_${alert}`),
        `the API server ${SERVER} refuses the client certificate of the kubeconfig's user`,
      ] as const,
  ),
  [connectionFailure("CERT_NOT_YET_VALID"), `the certificate of the API server ${SERVER} is not valid yet by this`],
  [
    connectionFailure("ERR_TLS_CERT_ALTNAME_INVALID"),
    `the certificate of the API server ${SERVER} is for other names (it has none)`,
  ],
  [connectionFailure("ERR_SSL_PACKET_LENGTH_TOO_LONG"), `the API server ${SERVER} does not speak TLS`],
  [new CredentialsError("the kubeconfig names /a.crt"), "the kubeconfig names /a.crt"],
  [failureOfResponse(401, "", undefined), "the API server refuses the credentials: log in again"],
  [failureOfResponse(404, "404 page not found", undefined), "the cluster has no such resource: "],
  [
    failureOfResponse(500, '{"kind":"Status","message":"etcd is slow"}', undefined),
    "the API server says 500: etcd is slow",
  ],
];

test.each(CASES)("%s is a failure of the cluster, in a sentence without Node's own words", (error, sentence) => {
  expect(isFailureOfCluster(error)).toBe(true);
  expect(describeFailure(error).slice(0, sentence.length)).toBe(sentence);
  expect(describeFailure(error)).not.toMatch(/raw|Node/);
});
