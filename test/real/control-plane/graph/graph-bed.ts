import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect } from "vitest";
import { run } from "../../../command-line/run.ts";
import type { Client, KubernetesObject } from "../bed/client.ts";
import { kubectlEnvironment } from "../chart/kubectl.ts";
import { createDeclarer, type Declarer } from "../deployment/declared-instance.ts";
import { type AdmittedPod, injectionOf } from "../e2e/injection-of.ts";
import { eventually } from "../e2e/source.ts";
import { worker } from "../e2e/worker.ts";

const optedIn = { "modelexpress.nvidia.com/inject": "enabled" };
const INSTANCES = "modelexpress.nvidia.com/instances";

export interface Graph extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & { readonly generation: number; readonly uid: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface Instance extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & {
    readonly uid: string;
    readonly ownerReferences: readonly { readonly name: string; readonly uid: string; apiVersion: string }[];
  };
  readonly spec: {
    readonly dynamoNamespace: string;
    readonly pvc: { readonly name: string };
    readonly models?: readonly string[];
  };
}

/** How a run of kubectl ended. */
export interface KubectlOutcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A user of kubectl in a namespace of their own. */
export interface GraphUser extends Declarer {
  kubectl(args: readonly string[], input?: string): Promise<KubectlOutcome>;
  /** `kubectl apply` as it is by default; fails where that fails. */
  apply(manifest: string, ...flags: readonly string[]): Promise<KubectlOutcome>;
  /** Through `model-express-injector graph`. */
  applyThroughGraph(manifest: string): Promise<KubectlOutcome>;
  graph(name: string, version?: "v1alpha1" | "v1beta1"): Promise<Graph>;
  instances(): Promise<readonly Instance[]>;
  isAbsent(resource: string): Promise<boolean>;
  /** Waits until the namespace has exactly these ModelExpress objects. */
  expectInstances(...names: readonly string[]): Promise<void>;
  /** The Events about what is wrong with a graph. */
  complaints(graph: string): Promise<readonly { readonly reason: string; readonly message: string }[]>;
  /** A worker of a graph, admitted; waits until it is injected from the Service. */
  expectInjection(graph: string, service: string): Promise<AdmittedPod>;
}

export async function createGraphUser(client: Client, kubeconfig: string): Promise<GraphUser> {
  const declarer = await createDeclarer(client, optedIn);
  const { namespace, path } = declarer;
  const kubectl = (args: readonly string[], input = "") =>
    runKubectl(kubeconfig, [`--namespace=${namespace}`, ...args], input);
  const apply = async (manifest: string, ...flags: readonly string[]) => {
    const outcome = await kubectl(["apply", "-f", "-", ...flags], manifest);
    expect(outcome.code, outcome.err).toBe(0);
    return outcome;
  };
  const instances = () => client.list<Instance>(path("modelexpress.nvidia.com/v1alpha1/modelexpresses"));
  return {
    ...declarer,
    kubectl,
    apply,
    applyThroughGraph: async (manifest) => {
      const { code, out, err } = await run(["graph", "-f", "-", "-n", namespace], { input: manifest });
      expect(code, err).toBe(0);
      return apply(out);
    },
    graph: (name, version = "v1alpha1") =>
      client.get<Graph>(path(`nvidia.com/${version}/dynamographdeployments/${name}`)),
    instances,
    isAbsent: (resource) =>
      client.get(path(resource)).then(
        () => false,
        (error: unknown) => (error as { status?: number }).status === 404,
      ),
    expectInstances: (...names) =>
      eventually(async () => {
        expect((await instances()).map(({ metadata }) => metadata.name)).toEqual([...names].sort());
      }),
    complaints: async (graph) => {
      const selector = encodeURIComponent(`involvedObject.kind=DynamoGraphDeployment,involvedObject.name=${graph}`);
      return client.list(`${path("events")}?fieldSelector=${selector}`);
    },
    expectInjection: async (graph, service) => {
      let pod: AdmittedPod | undefined;
      await eventually(async () => {
        pod = await declarer.create(worker({ dynamoNamespace: `${namespace}-${graph}` }));
        expect(injectionOf(pod)).toMatchObject({ from: `Service ${namespace}/${service}` });
      });
      return pod as unknown as AdmittedPod;
    },
  };
}

/** A graph of v1alpha1 that declares by annotation. */
export function annotated(name: string, instances: string, version: "v1alpha1" | "v1beta1" = "v1alpha1"): string {
  const spec =
    version === "v1alpha1" ? { services: FRONTEND } : { components: [{ name: "Frontend", type: "frontend" }] };
  return JSON.stringify({
    apiVersion: `nvidia.com/${version}`,
    kind: "DynamoGraphDeployment",
    metadata: { name, annotations: { [INSTANCES]: instances } },
    spec,
  });
}

/** The graph with a worker for this model. */
export function withWorker(graph: string, model: string): string {
  const object = JSON.parse(graph) as { readonly spec: { components?: object[]; services?: object } };
  const main = {
    name: "main",
    image: "nvcr.io/nvidia/ai-dynamo/vllm-runtime:1.3.0",
    command: ["python3", "-m", "dynamo.vllm"],
  };
  const args = ["--model", model];
  const { spec } = object;
  if (spec.components !== undefined) {
    const podTemplate = { spec: { containers: [{ ...main, args }] } };
    spec.components.push({ name: "Worker", type: "worker", podTemplate });
  } else {
    const { name: _, ...mainContainer } = main;
    const worker = { componentType: "worker", extraPodSpec: { mainContainer: { ...mainContainer, args } } };
    spec.services = { ...spec.services, Worker: worker };
  }
  return JSON.stringify(object);
}

/** A graph of v1alpha1 with a frontend and these services. */
export function withServices(name: string, services: object, rest: object = {}): string {
  return JSON.stringify({
    apiVersion: "nvidia.com/v1alpha1",
    kind: "DynamoGraphDeployment",
    metadata: { name },
    spec: { services: { ...FRONTEND, ...services }, ...rest },
  });
}

const FRONTEND = { Frontend: { componentType: "frontend" } };

async function runKubectl(kubeconfig: string, args: readonly string[], input: string): Promise<KubectlOutcome> {
  const env = kubectlEnvironment(kubeconfig);
  const child = spawn("kubectl", [`--kubeconfig=${kubeconfig}`, ...args], { env });
  child.stdin.on("error", () => {}).end(input);
  const exit = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exit, out, err };
}
