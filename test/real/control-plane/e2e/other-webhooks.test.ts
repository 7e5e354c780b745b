import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type AdmittedPod, type Container, doublesIn, injectionOf, pullOf, valueIn } from "./injection-of.ts";
import { type Injector, startInjector } from "./injector.ts";
import { type Mutation, type OtherWebhook, startOtherWebhook } from "./other-webhook.ts";
import { eventually, isOurs } from "./source.ts";
import { createTenant, type Tenant } from "./tenant.ts";
import { mainContainer, model, worker } from "./worker.ts";

const first = "a-webhook-before-ours";
const last = "z-webhook-after-ours";

describe.runIf(isOurs)("a pod that another webhook changes too", () => {
  let injector: Injector;
  let tenant: Tenant;
  let other: OtherWebhook | undefined;

  beforeAll(async () => {
    injector = await startInjector();
  });

  afterAll(() => injector?.stop());

  afterEach(async () => {
    await other?.close();
    other = undefined;
  });

  /** Registers the other webhook; when this returns, it is called for the tenant's pods. */
  async function meet(name: string, mutate: Mutation): Promise<void> {
    tenant = await createTenant(injector.client, { "modelexpress.nvidia.com/inject": "enabled", [name]: "enabled" });
    await tenant.createClaim("cache");
    await tenant.createInstance({ claim: "cache" });
    const started = await startOtherWebhook(injector.client, { name, mutate });
    other = started;
    await eventually(async () => {
      const pod = await tenant.create(worker(), "?dryRun=All");
      expect(pullOf(pod)).toBeDefined();
      expect(started.calls).toBeGreaterThan(0);
    });
    injector.warnings.splice(0);
  }

  async function reasonsFor(name: string): Promise<string[]> {
    const decisions = (await injector.webhook.decisions()).filter(({ pod }) => pod === name);
    return decisions.filter(({ namespace }) => namespace === tenant.namespace).map(({ reason }) => reason);
  }

  const helpers: readonly { readonly what: string; readonly mutate: Mutation }[] = [
    { what: "a sidecar", mutate: addOnce("/spec/containers/-", helper("agent")) },
    { what: "an init container in front", mutate: addInitContainer(helper("init"), 0) },
    { what: "an init container at the end", mutate: addInitContainer(helper("init"), "-") },
    { what: "a native sidecar", mutate: addInitContainer({ ...helper("proxy"), restartPolicy: "Always" }, 0) },
    { what: "a variable", mutate: addVariable("main", { name: "AGENT", value: "yes" }) },
  ];
  const orders = [first, last].flatMap((name) => helpers.map((each) => ({ ...each, name })));

  it.each(orders)("is injected exactly once when $name adds $what", async ({ name, mutate }) => {
    await meet(name, mutate);

    const pod = await tenant.create(worker({ name: "twice" }));

    expect(injectionOf(pod)).toMatchObject({ mode: "shared", containers: ["main"], models: [model] });
    expect(doublesIn(pod)).toEqual([]);
    expect(mutate(pod), "the other webhook's change is there").toEqual([]);
    // Called again because the pod changed since: by the later webhook, or by the API server's own plugins, which mount
    // the ServiceAccount's token into what was added.
    expect(await reasonsFor("twice")).toEqual(["SharedPull", "AlreadyInjected"]);
    expect(injector.warnings).toEqual([]);
  });

  it("has its pull behind the mesh's native sidecar that a webhook before ours added", async () => {
    await meet(first, addInitContainer({ ...helper("istio-proxy"), restartPolicy: "Always" }, "-"));

    const pod = await tenant.create(worker());

    expect(pod.spec.initContainers?.map(({ name }) => name)).toEqual(["istio-proxy", "model-express-pull"]);
  });

  it("gets for an engine that a later webhook adds what that engine needs, and nothing twice", async () => {
    const engine = { ...mainContainer(), name: "engine-1", args: ["python3 -m dynamo.vllm --model org/draft"] };
    await meet(last, addOnce("/spec/containers/-", engine));

    const pod = await tenant.create(worker({ name: "grown" }));

    expect(injectionOf(pod)).toMatchObject({ containers: ["main", "engine-1"], models: [model, "org/draft"] });
    expect(valueIn(pod, "engine-1", "MODEL_EXPRESS_URL")).toBe(valueIn(pod, "main", "MODEL_EXPRESS_URL"));
    expect(pullOf(pod)?.env?.map(({ value }) => value)).toEqual(expect.arrayContaining([model, "org/draft"]));
    expect(doublesIn(pod)).toEqual([]);
    expect(await reasonsFor("grown")).toEqual(["SharedPull", "SharedPull"]);
  });

  it("keeps the address that a webhook before ours has set", async () => {
    await meet(first, addVariable("main", { name: "MODEL_EXPRESS_URL", value: "http://elsewhere.example:8001" }));

    const pod = await tenant.create(worker());

    expect(injectionOf(pod)).toMatchObject({ url: "http://elsewhere.example:8001" });
    expect(doublesIn(pod)).toEqual([]);
  });

  it("is not injected again by a webhook that takes our marks away", async () => {
    await meet(last, ({ metadata }) =>
      metadata.annotations?.["modelexpress.nvidia.com/status"] === undefined
        ? []
        : [{ op: "remove", path: "/metadata/annotations/modelexpress.nvidia.com~1status" }],
    );

    const pod = await tenant.create(worker({ name: "unmarked" }));

    expect(pullOf(pod)).toBeDefined();
    expect(doublesIn(pod)).toEqual([]);
  });
});

function helper(name: string) {
  return { name, image: `registry.example.com/${name}`, command: ["sleep", "infinity"] };
}

function addOnce(path: "/spec/containers/-", container: Container): Mutation {
  return ({ spec }) =>
    spec.containers.some(({ name }) => name === container.name) ? [] : [{ op: "add", path, value: container }];
}

function addInitContainer(container: Container, index: number | "-"): Mutation {
  return ({ spec: { initContainers } }) => {
    if (initContainers === undefined) {
      return [{ op: "add", path: "/spec/initContainers", value: [container] }];
    }
    const isThere = initContainers.some(({ name }) => name === container.name);
    return isThere ? [] : [{ op: "add", path: `/spec/initContainers/${index}`, value: container }];
  };
}

function addVariable(container: string, variable: { readonly name: string; readonly value: string }): Mutation {
  return (pod: AdmittedPod) => {
    const index = pod.spec.containers.findIndex(({ name }) => name === container);
    const isThere = valueIn(pod, container, variable.name) !== undefined;
    return isThere ? [] : [{ op: "add", path: `/spec/containers/${index}/env/-`, value: variable }];
  };
}
