import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ModelStatus } from "../../../../src/deployment/model-express-status.ts";
import type { KubernetesObject } from "../bed/client.ts";
import { createDeclarer, type Declarer } from "../deployment/declared-instance.ts";
import { type Deployer, startDeployer } from "../deployment/deployer.ts";
import { createStorageClass, createVolume } from "../deployment/storage.ts";
import { eventually, hasControllers } from "../e2e/source.ts";
import { COMMIT, type Pulls, pullsOf, pvc } from "./pulls.ts";

interface Event extends KubernetesObject {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

describe.runIf(hasControllers)("the models of a ModelExpress", () => {
  let deployer: Deployer;
  let declarer: Declarer;
  let pulls: Pulls;

  beforeAll(async () => {
    deployer = await startDeployer();
    await createStorageClass(deployer.client, "standard");
  });

  afterAll(() => deployer?.stop());

  beforeEach(async () => {
    declarer = await createDeclarer(deployer.client, { "pod-security.kubernetes.io/enforce": "restricted" });
    await createVolume(deployer.client, { name: declarer.namespace, storageClass: "standard" });
    pulls = pullsOf(deployer.client, declarer);
  });

  const declare = (models: readonly string[], more: object = {}) =>
    declarer.declare("server", { dynamoNamespace: "global", pvc, models, ...more });

  async function serve(models: readonly string[]): Promise<void> {
    await declare(models);
    await declarer.serve("server");
  }

  const models = async (): Promise<readonly ModelStatus[]> => (await declarer.declared("server")).status?.models ?? [];

  const expectModels = (...expected: readonly object[]) =>
    eventually(async () => expect(await models()).toEqual(expected.map((each) => expect.objectContaining(each))));

  const expectNoJobs = () => eventually(async () => expect(await pulls.jobs()).toEqual([]));

  async function events(): Promise<readonly string[]> {
    const all = await deployer.client.list<Event>(declarer.path("events"));
    const own = all.filter(
      ({ involvedObject: { kind }, reason }) => kind === "ModelExpress" && reason.startsWith("Model"),
    );
    return own.map(({ type, reason, message }) => `${type} ${reason} ${message}`).sort();
  }

  it("are pulled by Jobs, and the status says what became of each", async () => {
    await declare(["org/a", "org/b@v1", "org/missing"]);
    await expectModels(
      { name: "org/a", phase: "Pending" },
      { name: "org/b", revision: "v1", phase: "Pending" },
      { name: "org/missing", phase: "Pending", message: expect.stringMatching(/claim|server/) },
    );
    expect(await pulls.jobs()).toEqual([]);

    await declarer.serve("server");
    for (const model of ["org/a", "org/b@v1", "org/missing"]) await pulls.run(model);
    await expectModels({ phase: "Downloading" }, { phase: "Downloading" }, { phase: "Downloading" });
    await declarer.expectConditions("server", "ModelsReady=False ModelsPending");

    await pulls.end("org/a");
    await pulls.end("org/b@v1");
    const message = "model-express-pull: FAILED: org/missing: refused: (404 Not Found). Correct the name\n";
    await pulls.end("org/missing", { exitCode: 3, message });
    await expectModels(
      { name: "org/a", phase: "Ready", resolvedRevision: COMMIT, bytes: 2_097_152 },
      { name: "org/b", revision: "v1", phase: "Ready", resolvedRevision: COMMIT },
      {
        name: "org/missing",
        phase: "Failed",
        attempts: 1,
        message: expect.stringContaining("refused: (404 Not Found)"),
      },
    );
    await declarer.expectConditions("server", "ModelsReady=False ModelsFailed", "Ready=True Ready");
    expect((await declarer.declared("server")).status?.modelsReady).toBe("2/3");
    // Its log can be read until it is tried again.
    await eventually(async () => expect(await pulls.jobs()).toHaveLength(1));
    expect(await events()).toEqual([
      "Normal ModelDownloading org/a is downloading",
      "Normal ModelDownloading org/b@v1 is downloading",
      "Normal ModelDownloading org/missing is downloading",
      `Normal ModelReady org/a is in the cache at ${COMMIT}`,
      `Normal ModelReady org/b@v1 is in the cache at ${COMMIT}`,
      expect.stringMatching(/^Warning ModelFailed org\/missing: refused/),
    ]);
  });

  it("are pulled on, none a second time, by a controller that starts again", async () => {
    const all = ["org/1", "org/2", "org/3", "org/4", "org/5"];
    await serve(all);
    await pulls.run("org/1");
    await pulls.end("org/1");
    await eventually(async () => expect((await models())[0]?.phase).toBe("Ready"));
    await pulls.run("org/2");
    await deployer.halt();
    await pulls.end("org/2");
    await deployer.restart();

    for (const model of all.slice(2)) {
      await pulls.run(model);
      await pulls.end(model);
    }
    await declarer.expectConditions("server", "ModelsReady=True ModelsCached");
    await expectNoJobs();
    const made = deployer.audit
      .calls()
      .filter(({ verb, uri }) => verb === "create" && uri.includes(`/${declarer.namespace}/jobs`));
    expect(made.filter(({ code }) => code === 201)).toHaveLength(5);
  });

  it("stay in the cache when they are taken off the list, and are not pulled on while they download", async () => {
    await serve(["org/kept", "org/cancelled"]);
    await pulls.run("org/kept");
    await pulls.end("org/kept");
    await pulls.run("org/cancelled");
    await eventually(async () => expect((await models()).map(({ phase }) => phase)).toEqual(["Ready", "Downloading"]));

    await declare([]);

    await expectModels({ name: "org/kept", phase: "Ready" });
    await expectNoJobs();
    expect((await declarer.declared("server")).status?.conditions?.map(({ type }) => type)).not.toContain(
      "ModelsReady",
    );
  });

  it("are pulled again when the claim is another one", async () => {
    await serve(["org/a"]);
    await pulls.run("org/a");
    await pulls.end("org/a");
    await declarer.expectConditions("server", "ModelsReady=True ModelsCached");

    await deployer.client.merge(declarer.path("persistentvolumeclaims/models"), { metadata: { finalizers: null } });
    await deployer.client.delete(declarer.path("persistentvolumeclaims/models"));
    await createVolume(deployer.client, { name: `${declarer.namespace}-2`, storageClass: "standard" });

    await pulls.run("org/a");
    await pulls.end("org/a");
    await declarer.expectConditions("server", "ModelsReady=True ModelsCached");
  });

  it("go with the ModelExpress", async () => {
    await serve(["org/a"]);
    await pulls.run("org/a");
    await declarer.undeclare("server");

    await expectNoJobs();
  });

  it("wait, with the quota's words in the status, where a namespace takes no more Jobs", async () => {
    await setQuota("0");
    await serve(["org/a"]);

    await declarer.expectConditions("server", "ModelsReady=False ModelsRefused");
    expect(await declarer.messageOf("server", "ModelsReady")).toMatch(/org\/a: its Job is refused: .*exceeded quota/);
  });

  it("wait, with the LimitRange's words in the status, where a namespace does not take their pods", async () => {
    await deployer.client.create(declarer.path("limitranges"), {
      apiVersion: "v1",
      kind: "LimitRange",
      metadata: { name: "large" },
      spec: { limits: [{ type: "Container", min: { memory: "100Mi" } }] },
    });
    const resources = { requests: { memory: "128Mi" }, limits: { memory: "128Mi" } };
    await declare(["org/b"], { redis: { resources } });
    await declarer.serve("server");

    await declarer.expectConditions("server", "ModelsReady=False ModelsRefused");
    expect(await declarer.messageOf("server", "ModelsReady")).toMatch(
      /org\/b: its pod is refused: .*minimum memory usage/,
    );
  });

  async function setQuota(jobs: string): Promise<void> {
    await deployer.client.create(declarer.path("resourcequotas"), {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "jobs" },
      spec: { hard: { "count/jobs.batch": jobs } },
    });
    await eventually(async () => {
      const { status } = await declarer.get<KubernetesObject & { status?: { hard?: object } }>("resourcequotas/jobs");
      expect(status?.hard).toBeDefined();
    });
  }

  it.each([
    "a b",
    "../a",
    "org/a/b",
    "org/a@",
    "@v1",
    "org/a@../x",
    "org/a--b",
    "org/a.git",
    "org//a",
    "-a",
    "org/a;rm",
    `o/${"a".repeat(97)}`,
    "$(A)",
  ])("cannot be named %j", async (model) => {
    await expect(declare([model])).rejects.toMatchObject({ status: 422 });
  });

  it("cannot be listed twice, or more than 256 at once", async () => {
    await expect(declare(["org/a", "org/a"])).rejects.toThrow(/duplicate/i);
    await expect(declare(Array.from({ length: 257 }, (_, index) => `org/${index}`))).rejects.toThrow(/256/);
  });

  it.each(["a", "org/a", "org/a@v1", "org/a@refs/pr/1", `org/a@${COMMIT}`, "Org_1/a.b-c_d"])(
    "can be named %j",
    async (model) => {
      await declare([model]);
      await expectModels({ phase: "Pending" });
    },
  );
});
