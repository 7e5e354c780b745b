import { Job } from "kubernetes-models/batch/v1";
import { describe, expect, it } from "vitest";
import { isObject, type JsonObject, objectAt, objectsAt, textAt } from "../../src/kubernetes/json.ts";
import { readPullJob } from "../../src/prefetch/actual/pull-job.ts";
import { buildPullJob } from "../../src/prefetch/desired/pull-job.ts";
import { declare } from "../deployment/declare.ts";
import { violationsOfRestricted } from "../injection/pod-security.ts";

const settings = { script: "true", timeoutSeconds: 7200 };
const shared = { id: "claim-uid", isShared: true };
const attempt = { model: "org/a@v1", number: 2 };

function jobOf(spec: object = {}, cache = shared): JsonObject {
  return buildPullJob(declare(spec), { attempt, cache, settings });
}

function podOf(job: JsonObject): JsonObject {
  return objectAt(objectAt(job, "spec"), "template");
}

function containerOf(job: JsonObject): JsonObject {
  return objectsAt(objectAt(podOf(job), "spec"), "containers")[0] ?? {};
}

function environmentOf(job: JsonObject): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    objectsAt(containerOf(job), "env").map((each) => [textAt(each, "name"), textAt(each, "value")]),
  );
}

describe("the Job that brings a model", () => {
  it("is valid by Kubernetes's schema, and its pod by Pod Security's restricted profile", () => {
    expect(() => new Job(jobOf() as never).validate()).not.toThrow();
    expect(violationsOfRestricted(podOf(jobOf()))).toEqual([]);
  });

  it("is owned by the ModelExpress, and reads back as its attempt", () => {
    const job = jobOf();

    expect(objectAt(job, "metadata")["ownerReferences"]).toEqual([
      {
        apiVersion: "modelexpress.nvidia.com/v1alpha1",
        kind: "ModelExpress",
        name: "server",
        uid: "own",
        controller: true,
      },
    ]);
    expect(readPullJob(job)).toMatchObject({ instance: "server", owner: "own", model: "org/a@v1", attempt: 2 });
  });

  it("calls the instance's server by its Service", () => {
    expect(environmentOf(jobOf())).toMatchObject({
      MODEL_EXPRESS_ENDPOINT: "http://server.inference.svc:8001",
      MODEL_EXPRESS_CACHE_DIRECTORY: "/model-express/hub",
      MODEL_EXPRESS_NO_SHARED_STORAGE: "false",
      MX_PULL_MODEL_0: "org/a@v1",
      MX_PULL_TIMEOUT: "7200",
    });
  });

  it("mounts a claim for many nodes like the server", () => {
    const job = jobOf({ pvc: { name: "models", subPath: "here" } });

    expect(objectAt(podOf(job), "spec")["volumes"]).toEqual([
      { name: "cache", persistentVolumeClaim: { claimName: "models" } },
    ]);
    expect(containerOf(job)["volumeMounts"]).toEqual([{ name: "cache", mountPath: "/model-express", subPath: "here" }]);
    expect(environmentOf(job)["MX_PULL_SERVER_ONLY"]).toBeUndefined();
  });

  it("only calls the server if one node alone can mount the claim", () => {
    const job = jobOf({ pvc: { name: "models", subPath: "here" } }, { ...shared, isShared: false });

    expect(JSON.stringify(job)).not.toContain("persistentVolumeClaim");
    expect(containerOf(job)["volumeMounts"]).toEqual([{ name: "cache", mountPath: "/model-express" }]);
    expect(environmentOf(job)["MX_PULL_SERVER_ONLY"]).toBe("true");
  });

  it("has neither the hub's token nor the rest of the server's environment", () => {
    const secret = { valueFrom: { secretKeyRef: { name: "other", key: "k" } } };
    const job = jobOf({ huggingFaceTokenSecret: "token", env: [{ name: "MORE", ...secret }] });

    expect(JSON.stringify(job)).not.toMatch(/HF_TOKEN|secretKeyRef|MORE/);
  });

  it("is not found by the Service's selector, nor sent to the webhook", () => {
    const labels = { "modelexpress.nvidia.com/model-express": "server", team: "x" };
    const job = jobOf({ podTemplate: { metadata: { labels } } });

    const own = objectAt(objectAt(podOf(job), "metadata"), "labels");
    expect(own).not.toHaveProperty(["modelexpress.nvidia.com/model-express"]);
    expect(own).toMatchObject({ team: "x", "modelexpress.nvidia.com/inject": "disabled" });
  });

  it("waits in the queue of Kueue that the pod template names", () => {
    const labels = { "kueue.x-k8s.io/queue-name": "models", team: "x" };
    const own = objectAt(objectAt(jobOf({ podTemplate: { metadata: { labels } } }), "metadata"), "labels");

    expect(own).toMatchObject({ "kueue.x-k8s.io/queue-name": "models", "modelexpress.nvidia.com/prefetch": "server" });
    expect(own).not.toHaveProperty("team");
    expect(readPullJob({ ...jobOf(), spec: { suspend: true } })?.isSuspended).toBe(true);
    expect(readPullJob(jobOf())?.isSuspended).toBe(false);
  });

  it("runs on the server's nodes, as the server's user", () => {
    const spec = {
      nodeSelector: { disk: "fast" },
      imagePullSecrets: [{ name: "registry" }],
      podTemplate: { spec: { securityContext: { runAsUser: 7 }, priorityClassName: "low", hostNetwork: true } },
    };

    const pod = objectAt(podOf(jobOf(spec)), "spec");

    expect(pod).toMatchObject({
      nodeSelector: { disk: "fast" },
      imagePullSecrets: [{ name: "registry" }],
      priorityClassName: "low",
    });
    expect(objectAt(pod, "securityContext")).toMatchObject({ runAsUser: 7, fsGroup: 1000 });
    expect(pod).not.toHaveProperty("hostNetwork");
  });

  it("has a valid name that differs by model, attempt, claim and ModelExpress", () => {
    const long = { ...declare(), name: `a${"-b".repeat(31)}` };
    const names = [
      buildPullJob(declare(), { attempt, cache: shared, settings }),
      buildPullJob(declare(), { attempt: { ...attempt, number: 3 }, cache: shared, settings }),
      buildPullJob(declare(), { attempt: { ...attempt, model: "org/a" }, cache: shared, settings }),
      buildPullJob(declare(), { attempt, cache: { ...shared, id: "claim-uid/x" }, settings }),
      buildPullJob({ ...declare(), uid: "next" }, { attempt, cache: shared, settings }),
      buildPullJob(long, { attempt: { ...attempt, number: 9999 }, cache: shared, settings }),
    ].map((job) => textAt(objectAt(job, "metadata"), "name") ?? "");

    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
  });

  it("gives its pod's container requests and limits, as quotas require", () => {
    const resources = containerOf(jobOf())["resources"];

    expect(isObject(resources) && Object.keys(objectAt(resources, "requests"))).toEqual(["cpu", "memory"]);
    expect(isObject(resources) && Object.keys(objectAt(resources, "limits"))).toEqual(["cpu", "memory"]);
  });
});
