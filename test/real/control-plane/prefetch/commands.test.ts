import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../../command-line/run.ts";
import { expectOutput } from "../../../docs/schemas.ts";
import { createDeclarer, type Declarer } from "../deployment/declared-instance.ts";
import { type Deployer, startDeployer } from "../deployment/deployer.ts";
import { createStorageClass, createVolume } from "../deployment/storage.ts";
import { eventually, hasControllers } from "../e2e/source.ts";
import { worker } from "../e2e/worker.ts";
import { COMMIT, type Pulls, pullsOf, pvc } from "./pulls.ts";

describe.runIf(hasControllers)("the commands about models", () => {
  let deployer: Deployer;
  let declarer: Declarer;
  let pulls: Pulls;

  beforeAll(async () => {
    deployer = await startDeployer();
    await createStorageClass(deployer.client, "standard");
  });

  afterAll(() => deployer?.stop());

  beforeEach(async () => {
    declarer = await createDeclarer(deployer.client);
    await createVolume(deployer.client, { name: declarer.namespace, storageClass: "standard" });
    pulls = pullsOf(deployer.client, declarer);
    await declarer.declare("server", { dynamoNamespace: "global", pvc });
    await declarer.serve("server");
  });

  const command = (...args: readonly string[]) =>
    run([...args, "-n", declarer.namespace], { env: { KUBECONFIG: deployer.controlPlane.kubeconfig } });

  async function createUser(): Promise<void> {
    const status = { from: `Service ${declarer.namespace}/server`, models: ["org/a", "org/other"] };
    const annotations = { "modelexpress.nvidia.com/status": JSON.stringify(status) };
    await declarer.create(worker({ name: "user", annotations }));
  }

  it("prefetch adds a model, and waits until it is in the cache; models lists it with its users", async () => {
    const waiting = command("prefetch", "org/a");
    await pulls.run("org/a");
    await pulls.end("org/a");

    const { code, out, err } = await waiting;
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe("org/a: Ready, 2.0 MiB\n");

    await createUser();
    const listed = await command("models", "server");
    expect(listed.code, listed.err).toBe(0);
    const lines = listed.out.split("\n").map((line) => line.trim().split(/ {2,}/));
    expect(lines).toEqual([
      [`ModelExpress ${declarer.namespace}/server`],
      ["MODEL", "PHASE", "SIZE", "COMMIT", "PODS", "MESSAGE"],
      ["org/a", "Ready", "2.0 MiB", COMMIT.slice(0, 12), "1"],
      ["org/other (not listed)", "Unknown", "-", "1"],
      [""],
    ]);
    const { out: listing } = await command("models", "-o", "json");
    expectOutput("models", listing);
    expect(JSON.parse(listing)).toMatchObject([
      {
        name: "server",
        models: [{ name: "org/a", isListed: true, pods: [`${declarer.namespace}/user`] }, { name: "org/other" }],
      },
    ]);
    // A second time there is nothing to do.
    const again = await command("prefetch", "org/a", "-o", "json");
    expectOutput("prefetch", again.out);
    expect(again.code).toBe(0);
    expect(await pulls.jobs()).toEqual([]);
  });

  it("prefetch says why a pull failed, and exits with 3, as models does", async () => {
    const waiting = command("prefetch", "org/missing");
    await pulls.run("org/missing");
    await pulls.end("org/missing", { exitCode: 3, message: "model-express-pull: FAILED: org/missing: refused: 404\n" });

    const { code, out } = await waiting;
    expect(code).toBe(3);
    expect(out).toContain("org/missing: Failed (refused: 404;");
    await eventually(async () => expect((await command("models")).code).toBe(3));
  });

  it("prefetch does not wait for a model that another writer takes off the list", async () => {
    const waiting = command("prefetch", "org/unwanted");
    await pulls.run("org/unwanted");
    // As the controller does it for a graph that declares other models.
    await deployer.client.merge(declarer.path("modelexpress.nvidia.com/v1alpha1/modelexpresses/server"), {
      spec: { models: ["org/declared"] },
    });

    expect(await waiting).toMatchObject({
      code: 3,
      err: expect.stringContaining("org/unwanted was taken off spec.models of ModelExpress"),
    });
  });

  it("prefetch waits no longer than it is told, and adds without waiting", async () => {
    const late = await command("prefetch", "org/slow", "--timeout", "2s");
    expect(late).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error: org\/slow is (?:not in the cache yet|listed)/),
    });

    expect(await command("prefetch", "org/more", "--no-wait")).toMatchObject({ code: 0 });
    expect((await declarer.declared("server")).spec).toMatchObject({ models: ["org/slow", "org/more"] });
  });

  it("name what is wrong with their words", async () => {
    expect(await command("prefetch", "../etc")).toMatchObject({
      code: 2,
      err: expect.stringContaining("expected org/name"),
    });
    expect(await command("prefetch", "org/a", "--instance", "none")).toMatchObject({
      code: 3,
      err: expect.stringContaining("there is no ModelExpress none in namespace"),
    });
    await declarer.declare("second", { dynamoNamespace: "other", pvc: { ...pvc, name: "other" } });
    expect(await command("prefetch", "org/a")).toMatchObject({
      code: 3,
      err: expect.stringContaining("second, server"),
    });
    expect(await command("models", "none")).toMatchObject({
      code: 3,
      err: expect.stringContaining("there is no ModelExpress none"),
    });
  });
});
