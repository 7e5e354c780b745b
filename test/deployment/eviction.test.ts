import { describe, expect, test } from "vitest";
import { buildServerContainer } from "../../src/deployment/desired/server-container.ts";
import { readEviction } from "../../src/deployment/eviction.ts";
import { modelExpressSpec } from "../../src/deployment/model-express-spec.ts";
import { objectsAt, textAt } from "../../src/kubernetes/json.ts";
import { declare } from "./declare.ts";

function environment(spec: object): Readonly<Record<string, string | undefined>> {
  const env = objectsAt(buildServerContainer(declare(spec)), "env");
  return Object.fromEntries(env.map((each) => [textAt(each, "name"), textAt(each, "value")]));
}

describe("eviction", () => {
  test("is off, and the start script the same as ever, without spec.cache", () => {
    for (const spec of [{}, { cache: {} }]) {
      expect(readEviction(declare(spec).spec)).toBeUndefined();
      expect(environment(spec)["MODEL_EXPRESS_CACHE_EVICTION_ENABLED"]).toBe("false");
      expect(environment(spec)).not.toHaveProperty("MX_SERVER_CONFIG");
      expect(JSON.stringify(buildServerContainer(declare(spec))["command"])).not.toContain("--config");
    }
  });

  test("is stated by a variable and by the server's file", () => {
    const variables = environment({ cache: { eviction: { unusedFor: "2d" } } });
    expect(variables["MODEL_EXPRESS_CACHE_EVICTION_ENABLED"]).toBe("true");
    expect(JSON.parse(variables["MX_SERVER_CONFIG"] ?? "")).toMatchObject({
      server: { port: 8001 },
      cache: {
        directory: variables["MODEL_EXPRESS_CACHE_DIRECTORY"],
        eviction: { enabled: true, policy: { type: "lru", unused_threshold: "172800s" } },
      },
    });
  });

  test.each(["0h", "h", "1", "1.5h", "30m", "-1d", "10000h", "1h ", "1d; rm"])("refuses %j", (unusedFor) => {
    const spec = { dynamoNamespace: "global", pvc: { name: "models" }, cache: { eviction: { unusedFor } } };
    expect(modelExpressSpec.safeParse(spec).success).toBe(false);
  });

  test.each(["1h", "9999h", "30d"])("takes %j", (unusedFor) => {
    expect(readEviction(declare({ cache: { eviction: { unusedFor } } }).spec)?.unusedForMs).toBeGreaterThan(0);
  });
});
