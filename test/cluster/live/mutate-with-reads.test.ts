import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LiveDirectory } from "../../../src/cluster/live/live-directory.ts";
import type { LiveTiming } from "../../../src/cluster/live/timing.ts";
import { loadConfig } from "../../../src/configuration/config.ts";
import { toSettings } from "../../../src/configuration/to-settings.ts";
import { type Mutation, mutatePod } from "../../../src/injection/mutate-pod.ts";
import { mutateWithReads } from "../../../src/mutation/mutate-with-reads.ts";
import { beginsWatch, FakeApiServer, type FakeRequest, refuse } from "./fake-api-server.ts";
import { claim, instance, namespace } from "./objects.ts";
import { openDirectory } from "./open-directory.ts";
import { SOON } from "./timing.ts";

const BUDGET = 60_000;
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

let api: FakeApiServer;
let directory: LiveDirectory;
let lines: readonly string[];

beforeEach(async () => {
  api = await FakeApiServer.start();
  api.store.put("namespaces", namespace("team"));
});

afterEach(async () => {
  await directory.close();
  await api.close();
});

/** Opens watches that have synced but receive nothing more, so that only live reads find later objects. */
async function openDeaf(timing: Partial<LiveTiming> = {}): Promise<void> {
  await openSynced(timing);
  await vi.waitFor(() => expect(api.openWatches).toBe(4), SOON);
  api.intercept = ({ isWatch }, response) => isWatch && response.flushHeaders() === undefined;
  api.endWatches();
  await vi.waitFor(() => expect(api.watches).toHaveLength(8), SOON);
}

async function openSynced(timing: Partial<LiveTiming> = {}): Promise<void> {
  ({ directory, lines } = openDirectory(api.access, timing));
  await vi.waitFor(() => expect(directory.waitingFor()).toEqual([]), SOON);
}

function worker(overrides: { namespace?: string; annotations?: object; scope?: string } = {}) {
  const labels = {
    "nvidia.com/dynamo-component-type": "worker",
    "nvidia.com/dynamo-namespace": overrides.scope ?? "agg",
  };
  const containers = [{ name: "main", image: "vllm", command: ["vllm", "serve", "Qwen/Qwen3-0.6B"] }];
  const object = {
    metadata: { name: "worker", labels, annotations: overrides.annotations ?? {} },
    spec: { containers },
  };
  return { namespace: overrides.namespace ?? "team", object };
}

async function mutate(request = worker(), budget = BUDGET): Promise<Mutation> {
  return mutateWithReads({ request, directory, settings, mutate: mutatePod }, budget);
}

function reads(): FakeRequest[] {
  return api.requests.filter((request) => !request.isWatch && !beginsWatch(request) && request.path.includes("/team"));
}

describe("a pod that can be decided from memory", () => {
  test("is decided at once, without a read", async () => {
    api.store.put("services", instance("mx", { claim: "cache" }));
    api.store.put("persistentvolumeclaims", claim("cache"));
    await openSynced();
    await vi.waitFor(() => expect(directory.claim("team", "cache")).toBeDefined(), SOON);
    const mutation = mutateWithReads({ request: worker(), directory, settings, mutate: mutatePod }, BUDGET);
    expect(mutation).toMatchObject({ reason: "SharedPull" });
    expect(reads()).toEqual([]);
  });
});

describe("a Service that no watch has reported yet", () => {
  test("is found by one live read, with its claim", async () => {
    await openDeaf();
    api.store.put("services", instance("mx", { claim: "cache" }));
    api.store.put("persistentvolumeclaims", claim("cache"));
    expect((await mutate()).reason).toBe("SharedPull");
    const before = reads().length;
    expect((await mutate()).reason).toBe("SharedPull");
    expect(reads()).toHaveLength(before);
  });

  test("is found before anything was listed", async () => {
    api.store.put("services", instance("mx"));
    api.intercept = (request, response) => beginsWatch(request) && response.flushHeaders() === undefined;
    ({ directory } = openDirectory(api.access));
    expect((await mutate()).reason).toBe("StreamPull");
    expect(directory.waitingFor()).toHaveLength(4);
  });

  test("is read once for 500 simultaneous pods", async () => {
    await openDeaf();
    api.store.put("services", instance("mx"));
    const mutations = await Promise.all(Array.from({ length: 500 }, () => mutate()));
    expect(mutations.every(({ reason }) => reason === "StreamPull")).toBe(true);
    // Two labels, for the dynamo namespace and for global.
    expect(reads()).toHaveLength(4);
  });

  test("is found by the address that a container names", async () => {
    await openDeaf();
    api.store.put("services", instance("mx", { scope: "other", claim: "cache" }));
    api.store.put("persistentvolumeclaims", claim("cache"));
    const pod = worker({ annotations: { "modelexpress.nvidia.com/url": "http://mx.team.svc:8001" } });
    expect((await mutate(pod)).reason).toBe("SharedPull");
  });
});

describe("a Service that does not exist", () => {
  test("is read once for 500 simultaneous pods, and not again for a moment", async () => {
    await openSynced({ absentFor: 60_000 });
    const first = await Promise.all(Array.from({ length: 500 }, () => mutate()));
    expect(first.every(({ reason }) => reason === "NoModelExpress")).toBe(true);
    expect(reads()).toHaveLength(4);
    for (let i = 0; i < 500; i++) await mutate();
    expect(reads()).toHaveLength(4);
  });

  test("is read again after that moment", async () => {
    await openDeaf({ absentFor: 20 });
    expect((await mutate()).reason).toBe("NoModelExpress");
    api.store.put("services", instance("mx"));
    await vi.waitFor(async () => expect((await mutate()).reason).toBe("StreamPull"), SOON);
  });

  test("is found at once when created, because the watch ends the moment", async () => {
    await openSynced({ absentFor: 600_000 });
    expect((await mutate()).reason).toBe("NoModelExpress");
    api.store.put("services", instance("mx"));
    await vi.waitFor(async () => expect((await mutate()).reason).toBe("StreamPull"), SOON);
  });

  test("is not read if no label could name it", async () => {
    await openSynced();
    await mutate(worker({ scope: "a,b in (c)" }));
    expect(reads().filter(({ query }) => !query.get("labelSelector")?.endsWith("=global"))).toEqual([]);
  });

  test("is not read in a foreign namespace", async () => {
    await openSynced();
    await mutate(worker({ annotations: { "modelexpress.nvidia.com/url": "http://mx.victim.svc:8001" } }));
    expect(api.requests.filter(({ path }) => path.includes("victim"))).toEqual([]);
  });
});

describe("a read", () => {
  test("that hangs keeps the first decision, in time", async () => {
    // Only the pod's own timeout ends the wait.
    await openSynced({ readTimeout: 600_000, mostWait: 600_000 });
    api.intercept = ({ isWatch }, response) => !isWatch && response.flushHeaders() === undefined;
    expect((await mutate(worker(), 200)).reason).toBe("NoModelExpress");
    expect(reads().length).toBeGreaterThan(0);
  });

  test("that fails keeps the first decision, and is not repeated for a moment", async () => {
    await openSynced({ absentFor: 60_000 });
    api.intercept = (_request, response) => refuse(response, 500) === undefined;
    expect((await mutate()).reason).toBe("NoModelExpress");
    const before = reads().length;
    await mutate();
    expect(reads()).toHaveLength(before);
    expect(lines.join("")).toContain("live read failed");
  });

  test("is discarded if a watch has reported something newer", async () => {
    await openSynced();
    await vi.waitFor(() => expect(api.openWatches).toBe(4), SOON);
    let answer = (): void => {};
    api.intercept = ({ isWatch, query }, response) => {
      if (isWatch || query.get("labelSelector") !== "modelexpress.nvidia.com/dynamo-namespace=agg") return false;
      answer = () => response.end(JSON.stringify({ items: [instance("mx")] }));
      return true;
    };
    const mutation = mutate();
    await vi.waitFor(() => expect(reads()).toHaveLength(4), SOON);
    api.send({ type: "DELETED", object: instance("mx") });
    api.send({ type: "ADDED", object: instance("later", { scope: "later" }) });
    await vi.waitFor(() => expect(directory.instanceNamed("team", "later")).toBeDefined(), SOON);
    answer();
    expect((await mutation).reason).toBe("NoModelExpress");
  });

  test("is forgotten after a while, unless the watch confirms it", async () => {
    await openDeaf({ foundFor: 1000, absentFor: 1 });
    api.store.put("services", instance("mx"));
    expect((await mutate()).reason).toBe("StreamPull");
    api.store.remove("services", "team", "mx");
    await vi.waitFor(async () => expect((await mutate()).reason).toBe("NoModelExpress"), SOON);
  });
});

describe("a namespace that no watch has reported yet", () => {
  test("is read, and one without the label is not opted in", async () => {
    api.store.put("services", instance("mx"));
    await openDeaf();
    api.store.put("namespaces", namespace("team", ""));
    api.store.put("namespaces", namespace("late"));
    api.store.put("namespaces", namespace("out", ""));
    api.store.put("services", instance("mx", { namespace: "late" }));
    expect((await mutate(worker({ namespace: "late" }))).reason).toBe("StreamPull");
    expect((await mutate(worker({ namespace: "out" }))).reason).toBe("NamespaceNotOptedIn");
  });

  test("does not prevent the injection if it does not exist", async () => {
    api.store.put("services", instance("mx", { namespace: "gone" }));
    await openSynced();
    expect((await mutate(worker({ namespace: "gone" }))).reason).toBe("StreamPull");
  });
});

test("a claim named by a pod's annotation is read, and reported if missing", async () => {
  api.store.put("services", instance("mx"));
  api.store.put("persistentvolumeclaims", claim("own"));
  await openSynced();
  const annotated = (name: string) => worker({ annotations: { "modelexpress.nvidia.com/claim": name } });
  expect((await mutate(annotated("own"))).reason).toBe("SharedPull");
  const missing = await mutate(annotated("missing"));
  expect(missing.decision.warnings.map(({ code }) => code)).toContain("ClaimNotFound");
});

describe("a rank that names no model", () => {
  const GRAPHS = "/namespaces/team/dynamographdeployments";
  const main = {
    name: "main",
    image: "trtllm",
    command: ["python3", "-m", "dynamo.trtllm"],
    args: ["--model", "org/m"],
  };

  function rank(graph = "trt") {
    const { namespace, object } = worker();
    const labels = {
      ...object.metadata.labels,
      "nvidia.com/dynamo-graph-deployment-name": graph,
      "nvidia.com/dynamo-component": "Worker",
    };
    const containers = [{ name: "main", image: "trtllm", command: ["/usr/sbin/sshd", "-D"] }];
    return { namespace, object: { metadata: { ...object.metadata, labels }, spec: { containers } } };
  }

  function serveGraph(version: string, name = "trt"): void {
    const component = { name: "Worker", type: "worker", multinode: { nodeCount: 2 } };
    const podTemplate = { spec: { containers: [main] } };
    const metadata = { name, namespace: "team" };
    const graph = { metadata, spec: { backendFramework: "trtllm", components: [{ ...component, podTemplate }] } };
    api.intercept = ({ path, query, isWatch }, response) => {
      if (isWatch || path !== `/apis/nvidia.com/${version}${GRAPHS}`) return false;
      const items = query.get("fieldSelector") === `metadata.name=${name}` ? [graph] : [];
      return response.end(JSON.stringify({ metadata: {}, items })) !== undefined;
    };
  }

  const graphReads = () => api.requests.filter(({ path }) => path.endsWith(GRAPHS));
  const models = ({ decision }: Mutation) => (decision.outcome === "inject" ? decision.pull?.models : undefined);

  beforeEach(async () => {
    api.store.put("services", instance("mx"));
    await openSynced({ foundFor: 60_000 });
  });

  test.each([["v1beta1"], ["v1alpha1"]])("pulls its leader's models, named by the graph of %s", async (version) => {
    serveGraph(version);
    expect(models(await mutate(rank()))).toEqual(["org/m"]);
  });

  test("reads its graph once, however many ranks arrive together", async () => {
    serveGraph("v1beta1");
    const mutations = await Promise.all(Array.from({ length: 100 }, () => mutate(rank())));
    expect(mutations.map(models)).toEqual(mutations.map(() => ["org/m"]));
    expect(graphReads()).toHaveLength(1);
  });

  test("gets a place and a warning if its graph is not found", async () => {
    serveGraph("v1beta1", "another");
    const { reason, decision } = await mutate(rank());
    expect(reason).toBe("StreamCache");
    expect(decision.warnings.map(({ code }) => code)).toEqual(["RanksLeftOut"]);
  });

  test("is remembered for the newest graphs only", async () => {
    for (let at = 0; at < 40; at++) {
      serveGraph("v1beta1", `graph-${at}`);
      await mutate(rank(`graph-${at}`));
    }
    const before = graphReads().length;
    serveGraph("v1beta1", "graph-39");
    await mutate(rank("graph-39"));
    expect(graphReads()).toHaveLength(before);
    serveGraph("v1beta1", "graph-0");
    await mutate(rank("graph-0"));
    expect(graphReads()).toHaveLength(before + 1);
  });

  test("is read for no other pod", async () => {
    serveGraph("v1beta1");
    await mutate(worker());
    expect(graphReads()).toEqual([]);
  });
});
