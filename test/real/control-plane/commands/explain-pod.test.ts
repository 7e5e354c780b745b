import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectOutput } from "../../../docs/schemas.ts";
import { findControlPlane } from "../bed/source.ts";
import { applyManifest, type Manifest, manifestOf } from "../e2e/manifests.ts";
import { createTenant, type Tenant } from "../e2e/tenant.ts";
import { worker } from "../e2e/worker.ts";
import { type CommandBed, startCommandBed } from "./command-bed.ts";
import { createInjected } from "./create-injected.ts";

const source = await findControlPlane();

/** What the JSON output says, as far as the tests read it. */
interface Explained {
  readonly reason: string;
  readonly isOptedIn?: boolean;
  readonly admitted: { readonly mode: string; readonly from: string } | null;
  readonly pull: object | null;
  readonly miss?: string;
  readonly unread: readonly string[];
}

describe.skipIf(source.kind === "unavailable")("explain pod, in a real cluster", { timeout: 120_000 }, () => {
  let bed: CommandBed;
  let tenant: Tenant;

  beforeAll(async () => {
    bed = await startCommandBed();
    tenant = await createTenant(bed.client);
    await tenant.createClaim("models");
    await tenant.createInstance({ claim: "models" });
  }, 240_000);

  afterAll(() => bed?.stop());

  const explain = (name: string, ...flags: string[]) =>
    bed.command(["explain", "pod", name, "-n", tenant.namespace, ...flags]);

  async function explained(name: string, ...flags: string[]): Promise<Explained> {
    const { out } = await explain(name, "-o", "json", ...flags);
    expectOutput("explain-pod", out);
    return JSON.parse(out) as Explained;
  }

  it("tells what a pod got, how its pull fares, and that it lacks nothing", async () => {
    await createInjected(bed, tenant, "injected");
    const state = { waiting: { reason: "CrashLoopBackOff" } };
    const now = Date.now();
    const [startedAt, finishedAt] = [new Date(now - 120_000), new Date(now - 60_000)].map((time) => time.toISOString());
    const message = "pulling\nFAILED: the server refuses org/model";
    const lastState = { terminated: { exitCode: 3, message, startedAt, finishedAt } };
    const status = {
      name: "model-express-pull",
      state,
      lastState,
      image: "x",
      imageID: "",
      ready: false,
      restartCount: 1,
    };
    await bed.client.merge(`${tenant.path("pods/injected")}/status`, { status: { initContainerStatuses: [status] } });

    const { code, out } = await explain("injected");

    expect(code).toBe(3);
    expect(out).toMatch(
      /Pod injected, namespace \S+\n\n {2}Injected, but its pull fails \(\d+ restarts?\): FAILED: the server refuses org\/model/,
    );
    expect(out).toContain("kubectl logs injected");
    expect(out).toContain(`${tenant.namespace} is opted in`);
    expect(out).toContain(`mode shared, from Service ${tenant.namespace}/model-express`);
    expect(out).toMatch(/model-express-pull: failed with exit code 3 \S+ ago: FAILED: the server refuses org\/model/);
    // What the injector added is not explained as the user's.
    expect(out).toContain("– 2. the container's own address");
    expect(out).toContain("✓ 3. the instance for the dynamo namespace");
    expect(await explained("injected")).toMatchObject({
      reason: "AlreadyInjected",
      isOptedIn: true,
      admitted: { mode: "shared", from: `Service ${tenant.namespace}/model-express` },
      unread: [],
    });
  });

  it("tells why a pod was missed: first that nothing is registered, then that it is older than the registration", async () => {
    await tenant.create(worker({ name: "missed" }));
    const before = await explain("missed");
    expect(before.code).toBe(3);
    expect(before.out).toContain("Would be injected now by");
    expect(before.out).toContain("it got nothing, and would now: the webhook is not registered");

    // Times have whole seconds.
    await sleep(1100);
    // Nothing answers there; the webhook is not called in this test, because it fails open.
    await applyManifest(bed.client, manifestOf("MutatingWebhookConfiguration"));

    expect((await explained("missed")).miss).toContain("it is older than the webhook's registration");
  });

  it("decides by the configuration of the installed webhook, unless another is named", async () => {
    await applyManifest(bed.client, manifestOf("Namespace"));
    const { namespace } = manifestOf("ConfigMap").metadata;
    const data = {
      "config.yaml": "apiVersion: config.modelexpress.nvidia.com/v1alpha1\nkind: InjectorConfiguration\nmode: env\n",
    };
    await applyManifest(bed.client, { ...manifestOf("ConfigMap"), data } as Manifest);
    await applyManifest(bed.client, manifestOf("Deployment", "webhook"));
    await tenant.create(worker({ name: "configured" }));

    expect(namespace).toBe("model-express-injector");
    expect((await explained("configured")).reason).toBe("UrlOnly");
    expect((await explained("configured", "--mode", "shared")).reason).toBe("SharedPull");
  });

  it("takes the context's namespace, tells what its user may not read, and decides all the same", async () => {
    await tenant.create(worker({ name: "seen" }));
    const rules = [{ apiGroups: [""], resources: ["pods", "services"], verbs: ["get", "list"] }];
    const kubeconfig = await bed.kubeconfigWith(tenant.namespace, rules);

    const { out } = await bed.command(["explain", "pod/seen"], kubeconfig);

    expect(out).toContain(`Pod seen, namespace ${tenant.namespace}`);
    expect(out).toContain("whether it is opted in could not be read");
    expect(out).toMatch(/claim .*\/models: .* may not get persistentvolumeclaims in namespace/);
    expect(out).toMatch(/registration: .* may not list mutatingwebhookconfigurations.* in the cluster/);
  });

  it("suggests the pod or namespace that is misspelt, and names the namespace that has the pod", async () => {
    const elsewhere = await createTenant(bed.client);
    await elsewhere.create(worker({ name: "lonely-worker-0" }));
    const err = async (name: string, namespace: string) =>
      (await bed.command(["explain", "pod", name, "-n", namespace])).err;

    expect(await err("lonly-worker-0", elsewhere.namespace)).toBe(
      `error: there is no pod lonly-worker-0 in namespace ${elsewhere.namespace}; did you mean lonely-worker-0?\n`,
    );
    expect(await err("lonely-worker-0", tenant.namespace)).toBe(
      `error: there is no pod lonely-worker-0 in namespace ${tenant.namespace}, but in ${elsewhere.namespace}: add -n ${elsewhere.namespace}\n`,
    );
    expect(await err("lonely-worker-0", `${elsewhere.namespace}x`)).toMatch(
      new RegExp(`^error: there is no namespace ${elsewhere.namespace}x; did you mean .*${elsewhere.namespace}`),
    );
    expect((await bed.command(["check", "-n", "absent"])).err).toBe("error: there is no namespace absent\n");
  });

  it.each([
    ["explain", "pod", "ghost"],
    ["explain", "graph", "ghost"],
    ["adopt", "ghost"],
    ["models", "ghost"],
    ["prefetch", "org/a", "--instance", "ghost"],
  ])("%s exits with 3 for what does not exist: %s %s", async (...words) => {
    const { code, err } = await bed.command([...words, "-n", tenant.namespace]);
    expect({ code, lines: err.trim().split("\n").length }).toEqual({ code: 3, lines: 1 });
    expect((await bed.command([...words, "-n", "absent"])).code).toBe(3);
  });

  it("check exits with 3 for a namespace that does not exist", async () => {
    expect(await bed.command(["check", "-n", "absent"])).toMatchObject({ code: 3, out: "" });
  });

  it("names the missing right, pod, context and cluster, each in one line", async () => {
    const nobody = await bed.kubeconfigWith(tenant.namespace, []);
    const forbidden = await bed.command(["explain", "pod", "x"], nobody);
    expect(forbidden).toMatchObject({ code: 1, out: "" });
    expect(forbidden.err).toContain(
      `error: system:serviceaccount:${tenant.namespace}:account-1 may not get pods in namespace ${tenant.namespace}: ask for the permission`,
    );

    expect(await explain("ghost")).toMatchObject({
      code: 3,
      err: expect.stringContaining(`error: there is no pod ghost in namespace ${tenant.namespace}`),
    });
    expect((await explain("x", "--context", "other")).err).toContain("there is no context other (there are: ");
    expect((await bed.command(["explain", "pod", "x"], "/absent")).err).toContain("/absent (KUBECONFIG): no such file");
    expect(await bed.command(["explain", "service", "x"])).toMatchObject({ code: 2 });
    expect(await bed.command(["explain"])).toMatchObject({ code: 2 });
  });
});
