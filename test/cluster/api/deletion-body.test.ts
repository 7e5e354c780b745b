import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, it } from "vitest";
import { ApiClient } from "../../../src/cluster/api/api-client.ts";
import { ObjectWriter } from "../../../src/cluster/objects/object-writer.ts";
import { JOBS } from "../../../src/kubernetes/resource-type.ts";

let close: (() => void) | undefined;

afterEach(() => close?.());

/** Node sends no length with the body of a DELETE; the server would read the body as the next request. */
it("sends the preconditions of a deletion as its body, and the connection stays usable", async () => {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    received.push(`${request.method} ${await text(request)}`);
    response.setHeader("content-type", "application/json").end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const client = new ApiClient(
    { authorize: async () => ({ server: url, options: {} }), forgetCredentials() {} },
    "test",
  );
  close = () => {
    client.close();
    server.close();
  };
  const writer = new ObjectWriter({ client, fieldManager: "test", signal: new AbortController().signal });
  const job = { type: JOBS, namespace: "inference", name: "pull" };

  await writer.delete(job, "uid-ä");
  await writer.create(job, { kind: "Job" });

  expect(received).toEqual([
    'DELETE {"propagationPolicy":"Background","preconditions":{"uid":"uid-ä"}}',
    'POST {"kind":"Job"}',
  ]);
});
