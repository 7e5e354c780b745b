import { expect, test } from "vitest";
import { failureOfResponse } from "../../../src/cluster/api/api-failure.ts";

const denied = 'admission webhook "freeze.example.com" denied the request: graphs are frozen until Monday';

test.each([
  [
    "a Status",
    400,
    JSON.stringify({ kind: "Status", code: 400, message: denied, reason: "BadRequest" }),
    `400: ${denied}`,
  ],
  ["a Status of a 500", 500, JSON.stringify({ kind: "Status", code: 500, message: "x" }), "500: x"],
  ["a Status without a message", 409, JSON.stringify({ kind: "Status", reason: "Conflict" }), "409: Conflict"],
  ["what Go's server says before any handler", 400, "400 Bad Request", "400: Bad Request"],
  ["a proxy's page", 502, "<html>bad\ngateway</html>", "502: bad gateway"],
  ["the title of a page", 403, "<html><title>Log in</title><body>please</body></html>", "403: Log in"],
  ["nothing", 503, "", "503: no message"],
])("a failure is in the words of the answer: %s", (_, code, body, message) => {
  expect(failureOfResponse(code, body, undefined)).toMatchObject({ status: code, message });
});
