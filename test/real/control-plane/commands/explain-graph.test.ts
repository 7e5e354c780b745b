import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../../command-line/run.ts";
import { expectOutput } from "../../../docs/schemas.ts";
import { findControlPlane } from "../bed/source.ts";
import { createTenant, type Tenant } from "../e2e/tenant.ts";
import { defineGraphs } from "../graph/definition.ts";
import { type CommandBed, startCommandBed } from "./command-bed.ts";

const source = await findControlPlane();

const GRAPH = "vllm-agg";
const INSTANCE = "vllm-agg-modelexpress";
const LABEL = "nvidia.com/dynamo-graph-deployment-name";

interface Explained {
  readonly instances: readonly {
    readonly service: string;
    readonly users: number;
    readonly passedOver: string | null;
  }[];
  readonly kinds: readonly {
    readonly reason: string;
    readonly derivation: { readonly component: string; readonly count: number };
    readonly pods: readonly { readonly name: string; readonly state: { readonly isTrouble: boolean } }[];
  }[];
  readonly others: readonly { readonly name: string }[];
}

/** Dynamo's operator is not here: the test creates the pods that it would make. */
describe.skipIf(source.kind === "unavailable")("explain graph, in a real cluster", { timeout: 120_000 }, () => {
  let bed: CommandBed;
  let tenant: Tenant;

  beforeAll(async () => {
    bed = await startCommandBed();
    await defineGraphs(bed.client, { version: "1.0" });
    tenant = await createTenant(bed.client);
    await bed.client.create(tenant.path("nvidia.com/v1alpha1/dynamographdeployments"), graph());
    await tenant.createClaim("models");
    const serves = `${tenant.namespace}-${GRAPH}`;
    await tenant.createInstance({ name: INSTANCE, serves, claim: "models" });
  }, 240_000);

  afterAll(() => bed?.stop());

  const explain = (...flags: string[]) => bed.command(["explain", "graph", GRAPH, "-n", tenant.namespace, ...flags]);
  const explained = async () => {
    const { out } = await explain("-o", "json");
    expectOutput("explain-graph", out);
    return JSON.parse(out) as Explained;
  };

  function graph() {
    const image = "nvcr.io/nvidia/ai-dynamo/vllm-runtime:1.0.0";
    const frontend = { componentType: "frontend", extraPodSpec: { mainContainer: { image } } };
    const worker = {
      componentType: "worker",
      replicas: 2,
      extraPodSpec: {
        mainContainer: {
          image,
          command: ["python3", "-m", "dynamo.vllm"],
          args: ["--model", "Qwen/Qwen3-0.6B"],
        },
      },
    };
    const annotations = { "modelexpress.nvidia.com/instances": "ModelExpress: {pvc: {name: models}}" };
    return {
      apiVersion: "nvidia.com/v1alpha1",
      kind: "DynamoGraphDeployment",
      metadata: { name: GRAPH, namespace: tenant.namespace, annotations },
      spec: { services: { Frontend: frontend, Worker: worker } },
    };
  }

  /** The pod of a component as it would be admitted, or as the operator makes it. */
  async function createPod(component: string, name: string, change: (pod: Derived) => Derived = (pod) => pod) {
    const { out } = await run(["inject", "-f", "-", "-o", "json", "-q"], { input: JSON.stringify(graph()) });
    const { items } = JSON.parse(out) as { items: readonly { metadata: { name: string }; template: Derived }[] };
    const found = items.find((each) => each.metadata.name === `${GRAPH}-${component}`);
    if (found === undefined) throw new Error(`no derived pod of ${component}`);
    const { metadata, spec } = change(found.template);
    const { generateName: _, ...rest } = metadata;
    // The operator makes the account of a graph's pods; here there is none.
    const { serviceAccountName: __, ...own } = spec;
    await tenant.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...rest, name },
      spec: { ...own, schedulingGates: [] },
    });
  }

  it("shows what each kind of pod gets while none exists", async () => {
    const { code, out } = await explain();

    expect(code).toBe(0);
    expect(out).toMatch(/Frontend\s+1 pod\s+SharedCache\s+none exists/);
    expect(out).toMatch(/Worker\s+2 pods\s+SharedPull\s+pulls Qwen\/Qwen3-0\.6B\s+none exists/);
    expect(out).toContain(`Service ${tenant.namespace}/${INSTANCE}: 0 pods use it`);
    expect(out).toContain("DynamoGraphDeployment vllm-agg: Worker, namespace");
  });

  it("shows the pods that exist, how their pulls fare, and what was missed", async () => {
    await createPod("worker", "worker-a");
    await createPod("frontend", "frontend-a");
    await createPod("worker", "worker-b", withoutAdditions);
    await createPod("worker", "stray", ({ metadata, spec }) => {
      return { metadata: { ...metadata, labels: { [LABEL]: GRAPH, "nvidia.com/dynamo-component": "Old" } }, spec };
    });
    const finishedAt = new Date().toISOString();
    const terminated = { exitCode: 5, message: "FAILED: it lacks everything", startedAt: finishedAt, finishedAt };
    const pull = { name: "model-express-pull", ready: false, restartCount: 4, image: "i", imageID: "" };
    const failing = { ...pull, state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: { terminated } };
    await bed.client.merge(`${tenant.path("pods/worker-a")}/status`, { status: { initContainerStatuses: [failing] } });

    const { code, out } = await explain();

    expect(code).toBe(3);
    expect(out).toMatch(/Worker .*2 exist, 2 with trouble/);
    expect(out).toContain("✗ worker-a: Injected, but its pull fails (4 restarts): FAILED: it lacks everything");
    expect(out).toMatch(/✗ worker-b: got nothing, and would now: the webhook is not registered/);
    // Derived from the graph alone, without the claim that is in the cluster.
    expect(out).toMatch(/✓ frontend-a: Injected: mode stream, from Service \S+; a new pod gets mode shared/);
    expect(out).toMatch(/does not make\n.*stray/);
    const { kinds, others, instances } = await explained();
    expect(kinds.map(({ reason, derivation, pods }) => [derivation.component, reason, pods.length])).toEqual([
      ["Frontend", "SharedCache", 1],
      ["Worker", "SharedPull", 2],
    ]);
    expect(others.map(({ name }) => name)).toEqual(["stray"]);
    expect(instances).toEqual([{ service: `${tenant.namespace}/${INSTANCE}`, users: 3, passedOver: null }]);
  });

  it("says that the declared instance is idle because of the operator's own address, as check does", async () => {
    for (const { metadata } of await tenant.pods()) {
      await bed.client.delete(`${tenant.path(`pods/${metadata.name}`)}?gracePeriodSeconds=0`);
    }
    const url = { name: "MODEL_EXPRESS_URL", value: "http://other.models.svc:8001" };
    await createPod("worker", "worker-a", (pod) => withVariable(withoutAdditions(pod), url));
    const [pod] = await tenant.pods();
    const input = JSON.stringify({ ...pod, apiVersion: "v1", kind: "Pod" });
    const { out: admitted } = await run(["inject", "-f", "-", "-o", "json", "-q"], { input });
    await bed.client.delete(`${tenant.path("pods/worker-a")}?gracePeriodSeconds=0`);
    const { metadata, spec } = JSON.parse(admitted) as Derived;
    const { annotations, labels } = metadata;
    await tenant.create({ apiVersion: "v1", kind: "Pod", metadata: { name: "worker-a", annotations, labels }, spec });

    const { code, out } = await explain();
    const checked = await bed.command(["check", "-n", tenant.namespace, "--connect", "none"]);

    expect(code).toBe(3);
    const why = "http://other.models.svc:8001 instead; Dynamo's operator sets it (dynamo-operator.modelExpressURL";
    expect(out).toContain(`Service ${tenant.namespace}/${INSTANCE} is idle: pods keep ${why}`);
    expect(checked.code).toBe(3);
    expect(checked.out).toMatch(
      /✗ Service \S+-modelexpress: no pod uses it: .*\(UrlDiffers\); Dynamo's operator sets it/,
    );
    expect(checked.out).toMatch(/1 pod \(worker-a\): keep http:\/\/other\.models\.svc:8001/);
  });

  it("names the graphs that are there, and takes the names that kubectl knows", async () => {
    const { code, err } = await bed.command(["explain", "dgd/other", "-n", tenant.namespace]);
    expect({ code, err }).toEqual({
      code: 3,
      err: `error: there is no DynamoGraphDeployment other in namespace ${tenant.namespace}; it has ${GRAPH}\n`,
    });
  });
});

interface Derived {
  readonly metadata: {
    readonly generateName?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly containers: readonly { readonly env?: readonly object[] }[];
  };
}

/** As if the webhook had not been called. */
function withoutAdditions({ metadata, spec }: Derived): Derived {
  const ours = /^(?:MODEL_EXPRESS_|MX_|HF_)/;
  const containers = spec.containers.map(({ env = [], ...rest }) => ({
    ...rest,
    volumeMounts: [],
    env: env.filter((each) => !ours.test((each as { name: string }).name)),
  }));
  const { annotations: _, ...others } = metadata;
  return { metadata: others, spec: { ...spec, containers, initContainers: [], volumes: [] } };
}

function withVariable({ metadata, spec }: Derived, variable: object): Derived {
  const containers = spec.containers.map(({ env = [], ...rest }) => ({ ...rest, env: [...env, variable] }));
  return { metadata, spec: { ...spec, containers } };
}
