import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { readPullScript } from "../../../../src/configuration/pull-script.ts";
import { buildDeployment } from "../../../../src/deployment/desired/deployment.ts";
import { readModelExpress, withImage } from "../../../../src/deployment/model-express.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "../../../../src/kubernetes/json.ts";
import { SERVER_IMAGE } from "../../../../src/model-express/server-image.ts";
import { collectOutput } from "../collect-output.ts";
import { type RunningContainer, startInitContainer } from "../pull/container.ts";
import { type Hub, startHub } from "../pull/hub.ts";
import { textsAt } from "../pull/identity.ts";
import { findModelExpress } from "../pull/install.ts";
import { schedule } from "../pull/kubelet.ts";
import { type Ending, type IsolatedContainer, startIsolatedContainer } from "./isolated-container.ts";
import { createPodNetwork, type PodNetwork } from "./pod-network.ts";
import { awaitStartup, numberAt, probe } from "./probe.ts";

const CLAIM = "models";

/** A node with a claim, on which the pods of a declared `ModelExpress` run, one after another. */
export interface ServerNode {
  readonly hub: Hub;
  /** The root of the claim. */
  readonly volume: string;
  /** Runs the pod of a `ModelExpress`, until its containers have started. */
  start(spec?: object): Promise<ServerPod>;
  /** Begins the injected pull of a model in a pod that is root, which waits for the server. */
  startInjectedPull(model: string): RunningContainer;
}

/** A pod of the Deployment, as the kubelet runs it. */
export interface ServerPod {
  readonly address: string;
  readonly server: IsolatedContainer;
  /** That of the specification. */
  readonly memoryLimit: string;
  /** Whether every probe of a kind succeeds. */
  isProbed(kind: "startupProbe" | "readinessProbe" | "livenessProbe"): Promise<boolean>;
  /** Pulls a model by the command line tool; a folder of its own is streamed to, the claim is shared. */
  pull(model: string, options?: { readonly folder?: string; readonly signal?: AbortSignal }): Promise<Pulled>;
  /** Kills Redis, and starts it as the kubelet would. */
  replaceRedis(): Promise<void>;
  /** As the deletion of the pod: the hook, SIGTERM, and SIGKILL when the grace period is over. */
  end(): Promise<Ending & { readonly wasKilled: boolean }>;
}

export interface Pulled {
  readonly exitCode: number | null;
  readonly output: string;
}

export async function prepareNode(version: string): Promise<ServerNode> {
  const parts = findModelExpress(version);
  if (!parts.isHere) throw new Error(parts.why);
  const root = await mkdtemp(join(tmpdir(), "deployed-"));
  await chmod(root, 0o755);
  const network = createPodNetwork();
  const hub = await startHub(network.nodeAddress);
  const running: IsolatedContainer[] = [];
  onTestFinished(async () => {
    for (const container of running.filter(({ hasEnded }) => !hasEnded)) {
      container.signal("SIGKILL");
      await container.ended;
    }
    await hub.stop();
    network.remove();
    await rm(root, { recursive: true, force: true });
  });
  const volume = join(root, "claim");
  await mkdir(volume);
  // As the kubelet leaves a volume for the pod's fsGroup.
  await chown(volume, 0, 1000);
  await chmod(volume, 0o2775);
  const place = { network, root, volume, parts, running };
  return {
    hub,
    volume,
    start: (spec = {}) => startPod(podOf(hub, spec), place),
    startInjectedPull: (model) =>
      startInitContainer({
        command: ["/bin/sh", "-c", readPullScript()],
        env: {
          MODEL_EXPRESS_ENDPOINT: `http://${network.podAddress}:8001`,
          MODEL_EXPRESS_CACHE_DIRECTORY: "/model-express/hub",
          MODEL_EXPRESS_NO_SHARED_STORAGE: "false",
          MX_PULL_CLI: parts.cli,
          MX_PULL_MODEL_0: model,
        },
        mounts: [{ path: "/model-express", directory: volume }],
      }),
  };
}

interface Place {
  readonly network: PodNetwork;
  readonly root: string;
  readonly volume: string;
  readonly parts: { readonly cli: string; readonly server: string };
  /** Everything that was started. */
  readonly running: IsolatedContainer[];
}

/** The pod of the Deployment that a `ModelExpress` becomes. The hub is the only thing that is another than in a cluster. */
function podOf(hub: Hub, spec: object): JsonObject {
  const env = [{ name: "HF_ENDPOINT", value: hub.url }];
  const metadata = { namespace: "inference", name: "model-express" };
  const declared = { dynamoNamespace: "global", pvc: { name: CLAIM }, env, ...spec };
  const instance = readModelExpress({ metadata, spec: declared });
  if (instance === undefined || !("spec" in instance)) throw new Error(instance?.problem);
  return objectAt(objectAt(buildDeployment(withImage(instance, SERVER_IMAGE), 1), "spec"), "template");
}

async function startPod(pod: JsonObject, place: Place): Promise<ServerPod> {
  const { network, volume, parts } = place;
  const spec = objectAt(pod, "spec");
  const scheduled = await schedule(pod, {
    claims: { [CLAIM]: volume },
    newVolume: () => mkdtemp(join(place.root, "volume-")),
  });
  const [redisSpec = {}] = objectsAt(spec, "initContainers");
  const [serverSpec = {}] = objectsAt(spec, "containers");
  for (const { directory } of scheduled.container("model-express").mounts) {
    if (directory.startsWith(`${volume}/`)) await makeSubPath(directory);
  }
  const run = async (name: string, specification: JsonObject): Promise<IsolatedContainer> => {
    const container = scheduled.container(name);
    const files = name === "redis" ? {} : { "/app/modelexpress-server": parts.server };
    const started = await startIsolatedContainer({ container, network, files });
    place.running.push(started);
    await awaitStartup(objectAt(specification, "startupProbe"), { container: started, address: network.podAddress });
    return started;
  };
  let redis = await run("redis", redisSpec);
  const server = await run("model-express", serverSpec);
  const address = network.podAddress;
  return {
    address,
    server,
    memoryLimit: textAt(objectAt(objectAt(serverSpec, "resources"), "limits"), "memory") ?? "",
    isProbed: async (kind) => {
      const mine = await probe(objectAt(serverSpec, kind), { container: server, address });
      return mine && (!(kind in redisSpec) || (await probe(objectAt(redisSpec, kind), { container: redis, address })));
    },
    pull: (model, { folder, signal } = {}) => pull({ cli: parts.cli, address, model, volume, folder, signal }),
    replaceRedis: async () => {
      redis.signal("SIGKILL");
      await redis.ended;
      redis = await run("redis", redisSpec);
    },
    end: async () => {
      const ending = await end(server, serverSpec, numberAt(spec, "terminationGracePeriodSeconds"));
      redis.signal("SIGTERM");
      await redis.ended;
      return ending;
    },
  };
}

/** The kubelet makes it, with the rights of the volume's root. */
async function makeSubPath(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await chown(directory, 0, 1000);
  await chmod(directory, 0o2775);
}

async function end(server: IsolatedContainer, specification: JsonObject, graceSeconds: number) {
  const hook = objectAt(objectAt(objectAt(specification, "lifecycle"), "preStop"), "exec");
  const over = sleep(graceSeconds * 1000, "over" as const);
  await Promise.race([server.exec(textsAt(hook, "command")), over]);
  if (!server.hasEnded) server.signal("SIGTERM");
  const wasKilled = (await Promise.race([server.ended, over])) === "over";
  if (wasKilled) server.signal("SIGKILL");
  return { ...(await server.ended), wasKilled };
}

interface Pull {
  readonly cli: string;
  readonly address: string;
  readonly model: string;
  readonly volume: string;
  readonly folder: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** As another pod's container, from the node's side of the network. */
async function pull({ cli, address, model, volume, folder, signal }: Pull): Promise<Pulled> {
  const env = {
    HOME: "/",
    MODEL_EXPRESS_ENDPOINT: `http://${address}:8001`,
    MODEL_EXPRESS_CACHE_DIRECTORY: folder ?? join(volume, "hub"),
    MODEL_EXPRESS_NO_SHARED_STORAGE: String(folder !== undefined),
    MODEL_EXPRESS_TIMEOUT: "60",
  };
  const child = spawn(cli, ["model", "download", model, "--strategy", "server-only"], { env, signal });
  child.on("error", () => undefined);
  const output = collectOutput(child);
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, output: output() };
}
