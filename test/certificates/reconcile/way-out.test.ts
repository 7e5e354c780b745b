import { expect, test } from "vitest";
import { deriveNames } from "../../../src/certificates/reconcile/certificate-names.ts";
import { addFix } from "../../../src/certificates/reconcile/way-out.ts";
import { ApiFailure } from "../../../src/cluster/api/api-failure.ts";

const names = deriveNames("injector", "system");

test.each([
  [
    new ApiFailure(422, '422: Secret "injector-tls" is invalid: data: field is immutable when `immutable` is set'),
    "kubectl delete secret injector-tls -n system",
  ],
  [new ApiFailure(403, "403: secrets is forbidden"), "needs the Role and the ClusterRole"],
  [new ApiFailure(404, '404: namespaces "system" not found'), "$POD_NAMESPACE"],
])("reports a refusal with its way out: %s", (failure, wayOut) => {
  const error = addFix(failure, names);
  expect(error).toMatchObject({ message: expect.stringContaining(failure.message), cause: failure });
  expect(error).toMatchObject({ message: expect.stringContaining(wayOut) });
});

test("other failures are reported unchanged", () => {
  const others = [new ApiFailure(500, "500: etcd is gone"), new Error("no route to host")];
  expect(others.map((error) => addFix(error, names))).toEqual(others);
});
