import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Client, connect } from "../bed/client.ts";
import { startControlPlane } from "../bed/control-plane.ts";
import { type AuditLog, prepareAuditLog } from "../e2e/audit-log.ts";
import { applyManifest, type Manifest, manifestOf, type WebhookRegistration } from "../e2e/manifests.ts";
import { untilCalled } from "../e2e/registration.ts";
import { accountName, createServiceAccount, writeKubeconfig } from "../e2e/service-account.ts";
import { startBalancer } from "./balancer.ts";
import { type ControllerProcess, startControllerProcess } from "./controller-process.ts";
import { createNode, type Replica, startReplica } from "./replicas.ts";

/** Three webhooks behind one address, a controller, and an API server that demands their answers. */
export interface HaBed {
  readonly client: Client;
  readonly replicas: readonly Replica[];
  /** Of what the two ServiceAccounts ask for. */
  readonly audit: AuditLog;
  /** Of the controller that runs now. */
  killController(): Promise<void>;
  startController(): void;
  stop(): Promise<void>;
}

/** Milliseconds that the kubelets of the three take to bring a changed Secret. */
const delays = [100, 1000, 4000];

export async function startHaBed(): Promise<HaBed> {
  const ends: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return { ...(await start((end) => ends.push(end))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(onStop: (end: () => unknown) => void): Promise<Omit<HaBed, "stop">> {
  const directory = await mkdtemp(path.join(tmpdir(), "ha-"));
  onStop(() => rm(directory, { recursive: true, force: true }));
  const audit = await prepareAuditLog(directory, accountName("webhook"), accountName("controller"));
  const controlPlane = await startControlPlane({ apiServerFlags: audit.flags });
  onStop(() => controlPlane.stop());
  const client = connect(controlPlane);
  onStop(() => client.close());
  const kubeconfigs = { webhook: path.join(directory, "webhook"), controller: path.join(directory, "controller") };
  for (const component of ["webhook", "controller"] as const) {
    await createServiceAccount(client, component);
    await writeKubeconfig(kubeconfigs[component], client, { ...controlPlane, component });
  }
  await createNode(client);

  let controller: ControllerProcess | undefined;
  const startController = (): void => {
    const { controller: kubeconfig } = kubeconfigs;
    const logFile = path.join(controlPlane.logDirectory ?? directory, "controller.log");
    controller = startControllerProcess({ kubeconfig, logFile, flags: ["--model-express", "ignore"] });
  };
  startController();
  onStop(() => controller?.kill());
  const replicas = await Promise.all(
    delays.map((delay, index) => {
      const name = `webhook-${index}`;
      return startReplica({ client, name, directory, kubeconfig: kubeconfigs.webhook, delay });
    }),
  );
  for (const replica of replicas) onStop(() => replica.stop());
  const backends = replicas.map(({ process }) => ({
    port: process.port,
    isReady: () =>
      process.read("/readyz").then(
        () => true,
        () => false,
      ),
  }));
  const balancer = await startBalancer(backends);
  onStop(() => balancer.close());
  await register(client, balancer.port);
  return { client, replicas, audit, startController, killController: async () => controller?.kill() };
}

/**
 * Registers the webhook by its Service, whose name the API server demands of the certificate. There is no Service network:
 * an ExternalName leads to this machine, on the balancer's port.
 */
async function register(client: Client, port: number): Promise<void> {
  const service = manifestOf("Service");
  const spec = { type: "ExternalName", externalName: "localhost", ports: [{ name: "https", port }] };
  await applyManifest(client, { ...service, spec } as Manifest);
  const { name, namespace } = service.metadata;
  const registration = manifestOf<WebhookRegistration>("MutatingWebhookConfiguration");
  const webhooks = registration.webhooks
    .filter((each) => each.name.startsWith("inject."))
    .map((each) => ({
      ...each,
      clientConfig: { service: { name, namespace, path: "/mutate", port } },
      failurePolicy: "Fail",
    }));
  await applyManifest(client, { ...registration, webhooks } as WebhookRegistration);
  await untilCalled(client);
}
