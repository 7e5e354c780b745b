import { describe, expect, it } from "vitest";
import { readServer, type ServerCache } from "../../src/adoption/server-cache.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";

const IMAGE = "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.5.1";

/**
 * A pod of a Model Express server, as created by its Helm chart, with the cache at `directory` and the claim at
 * `/root`.
 */
function pod(directory: string | undefined, mount: object = {}, container: object = {}): JsonObject {
  const env = directory === undefined ? [] : [{ name: "MODEL_EXPRESS_CACHE_DIRECTORY", value: directory }];
  const volumeMounts = [{ name: "data", mountPath: "/root", ...mount }];
  return {
    metadata: {},
    spec: {
      containers: [{ name: "modelexpress", image: IMAGE, env, volumeMounts, ...container }],
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "models" } }],
    },
  } as unknown as JsonObject;
}

function cacheOf(raw: JsonObject): ServerCache | undefined {
  return readServer(raw)?.cache;
}

describe("the cache of a server", () => {
  it.each([
    ["the claim's folder hub", "/root/hub", {}, ""],
    ["a folder of the claim that has a folder hub", "/root/models/hub", {}, "models"],
    ["a mount of a part of the claim", "/root/hub", { subPath: "team/models" }, "team/models"],
    ["a mount of the folder hub itself", "/root", { subPath: "models/hub" }, "models"],
    ["a directory with a slash at its end", "/root/hub/", {}, ""],
  ])("is one that pods can mount when it is %s", (_, directory, mount, subPath) => {
    expect(cacheOf(pod(directory, mount))).toEqual({ kind: "claim", claim: "models", subPath });
  });

  it("is misplaced outside of a folder named hub, and names the right place", () => {
    expect(cacheOf(pod("/root"))).toEqual({
      kind: "misplaced",
      claim: "models",
      directory: "/root",
      better: "/root/hub",
    });
  });

  it("is the image's default directory when none is set", () => {
    expect(cacheOf(pod(undefined))).toEqual({ kind: "private", directory: "/app/cache", on: "no volume" });
    expect(cacheOf(pod(undefined, { mountPath: "/app/cache", subPath: "hub" }))).toMatchObject({ kind: "claim" });
  });

  it("is private on one of the pod's own volumes", () => {
    const raw = pod("/root/hub");
    const spec = { ...(raw["spec"] as object), volumes: [{ name: "data", emptyDir: {} }] };
    expect(cacheOf({ ...raw, spec } as JsonObject)).toEqual({
      kind: "private",
      directory: "/root/hub",
      on: "emptyDir data",
    });
  });

  it("is on the innermost of several mounts", () => {
    const volumeMounts = [
      { name: "data", mountPath: "/root/models" },
      { name: "other", mountPath: "/root" },
    ];
    expect(cacheOf(pod("/root/models/hub", {}, { volumeMounts }))).toEqual({
      kind: "claim",
      claim: "models",
      subPath: "",
    });
  });

  it.each([
    ["a Secret holds it", {}, { env: [{ name: "MODEL_EXPRESS_CACHE_DIRECTORY", valueFrom: { secretKeyRef: {} } }] }],
    ["envFrom may hold it", {}, { env: [], envFrom: [{ configMapRef: { name: "x" } }] }],
    ["the mount's part of the claim depends on the pod", { subPathExpr: "$(POD_NAME)" }, {}],
  ])("is unknown when %s", (_, mount, container) => {
    expect(cacheOf(pod("/root/hub", mount, container))).toMatchObject({ kind: "unknown" });
  });

  it("is that of the container with Model Express's image, among others", () => {
    const raw = pod("/root/hub");
    const { containers, volumes } = raw["spec"] as unknown as { containers: object[]; volumes: object[] };
    const spec = { containers: [{ name: "redis", image: "redis:7-alpine" }, ...containers], volumes };
    expect(readServer({ metadata: {}, spec } as unknown as JsonObject)).toMatchObject({ image: IMAGE });
  });

  it("is unknown when several containers could be the server", () => {
    const spec = {
      containers: [
        { name: "a", image: "x" },
        { name: "b", image: "y" },
      ],
    };
    expect(readServer({ metadata: {}, spec } as unknown as JsonObject)).toBeUndefined();
  });

  it("includes the audience of the tokens that the server demands", () => {
    const env = [
      { name: "MODEL_EXPRESS_CACHE_DIRECTORY", value: "/root/hub" },
      { name: "MODEL_EXPRESS_SECURITY_MODE", value: "enforce" },
      { name: "MODEL_EXPRESS_SECURITY_TOKEN_AUDIENCES", value: "model-express, other" },
    ];
    expect(readServer(pod(undefined, {}, { env }))).toMatchObject({ tokenAudience: "model-express" });
  });
});

describe("the needs of a server's image", () => {
  it.each([
    ["mx:0.7.0", "IfNotPresent", undefined],
    ["mx:0.7.0", "Always", "Always"],
    ["mx:0.7.0", "Never", "Never"],
    ["mx:latest", "Always", undefined],
    ["host:5000/mx", "Always", undefined],
    ["host:5000/mx", "IfNotPresent", "IfNotPresent"],
    ["mx@sha256:00", "IfNotPresent", undefined],
  ])("is for %s with %s the policy %s", (image, imagePullPolicy, expected) => {
    expect(readServer(pod("/root/hub", {}, { image, imagePullPolicy }))?.imagePullPolicy).toBe(expected);
  });

  it("are the Secrets of its pod", () => {
    const raw = pod("/root/hub");
    const spec = { ...(raw["spec"] as JsonObject), imagePullSecrets: [{ name: "registry" }] };
    expect(readServer({ ...raw, spec })?.imagePullSecrets).toEqual(["registry"]);
  });
});
