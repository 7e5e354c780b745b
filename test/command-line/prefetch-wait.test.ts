import picocolors from "picocolors";
import { describe, expect, test } from "vitest";
import { ApiFailure } from "../../src/cluster/api/api-failure.ts";
import { ConnectionFailure } from "../../src/cluster/api/connection-failure.ts";
import type { Failure } from "../../src/command-line/failure.ts";
import { waitForModel } from "../../src/command-line/prefetch/wait-for-model.ts";
import { type ModelExpress, readModelExpress } from "../../src/deployment/model-express.ts";

function instance(phase: string): ModelExpress {
  const read = readModelExpress({
    metadata: { namespace: "team", name: "mx" },
    spec: { dynamoNamespace: "global", pvc: { name: "c" }, models: ["org/a"] },
    status: { models: [{ name: "org/a", phase }] },
  });
  if (read === undefined || !("spec" in read)) throw new Error("the example is valid");
  return read;
}

const caller = { server: "https://api:6443", proxy: undefined, user: undefined, expiry: undefined };
const refused = new ConnectionFailure(Object.assign(new Error("x"), { code: "ECONNREFUSED" }), caller, false);
const busy = new ApiFailure(503, "503: apiserver not ready");

/** What each look finds; the last one stays. */
async function wait(looks: readonly (string | Error)[], signal = new AbortController().signal) {
  const said: string[] = [];
  const counts = { looks: 0, pauses: 0 };
  const terminal = {
    ...{ out: () => {}, file: () => {}, colors: picocolors.createColors(false) },
    ...{ err: (text: string) => void said.push(text), isInteractive: false, isWatched: false },
  };
  const look = async (): Promise<ModelExpress> => {
    const found = looks[Math.min(counts.looks, looks.length - 1)];
    counts.looks += 1;
    if (typeof found === "string") return instance(found);
    throw found;
  };
  const pause = async (): Promise<void> => {
    counts.pauses += 1;
  };
  const result = await waitForModel("org/a", { look, signal, terminal, pause, list: "models mx -n team" }).catch(
    (error: Error) => error,
  );
  return { result, said, counts };
}

const REFUSED =
  "the API server https://api:6443 cannot be reached: the connection is refused; check the network, the proxy, and the context";
const BUSY = "the API server says 503: apiserver not ready; try again later";

describe("the wait for a model", () => {
  test("goes on while the API server is away, and says so once", async () => {
    const { result, said, counts } = await wait(["Pending", refused, busy, refused, "Pulling", "Ready"]);
    expect(result).toMatchObject({ name: "org/a", phase: "Ready" });
    expect(said).toEqual([`${REFUSED}; waiting goes on\n`]);
    expect(counts).toEqual({ looks: 6, pauses: 5 });
  });

  test("says so once for each time that it is away", async () => {
    const { said } = await wait([refused, "Pulling", busy, "Ready"]);
    expect(said).toEqual([`${REFUSED}; waiting goes on\n`, `${BUSY}; waiting goes on\n`]);
  });

  test("ends after sixty looks without an answer", async () => {
    const { result, said, counts } = await wait(["Pulling", refused]);
    expect((result as Failure).message).toBe(
      `${REFUSED}; it gave no answer 60 times: when it does, the command models shows the model`,
    );
    expect(result).toMatchObject({ exitCode: 1 });
    expect(said).toHaveLength(1);
    expect(counts.looks).toBe(61);
  });

  test.each([401, 403, 404])("ends at once at status %i", async (status) => {
    const failure = new ApiFailure(status, `${status}: no`);
    const { result, said, counts } = await wait(["Pulling", failure]);
    expect(result).toBe(failure);
    expect({ said, looks: counts.looks }).toEqual({ said: [], looks: 2 });
  });

  test("ends at once when its time is over", async () => {
    const ended = new DOMException("aborted", "AbortError");
    const { result, counts } = await wait(["Downloading", ended], AbortSignal.abort());
    expect((result as Failure).message).toBe(
      "org/a is not in the cache yet; the controller goes on: models mx -n team",
    );
    expect(counts.looks).toBe(2);
  });

  test("does not say that a controller goes on that has not looked", async () => {
    const ended = new DOMException("aborted", "AbortError");
    const { result } = await wait([ended], AbortSignal.abort());
    expect((result as Failure).message).toBe(
      "org/a is listed, but the controller has not looked at it; does it run? model-express-injector check",
    );
  });
});
