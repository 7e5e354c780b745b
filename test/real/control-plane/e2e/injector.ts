import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Client, connect } from "../bed/client.ts";
import { type ControlPlane, startControlPlane } from "../bed/control-plane.ts";
import { registerWebhook } from "./registration.ts";
import { createServiceAccount, writeKubeconfig } from "./service-account.ts";
import { writeServingCertificate } from "./serving-certificate.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";
import { startWebhookProcess, type WebhookProcess } from "./webhook-process.ts";

/** How the parts are put together. */
export interface InjectorOptions {
  /** Of the webhook. */
  readonly flags?: readonly string[];
  readonly apiServerFlags?: readonly string[];
  /** The API server calls the webhook without a proxy, whose work in this process would count as the webhook's. */
  readonly isMeasured?: boolean;
}

/** A control plane that calls the real webhook; the lines between the two lead through proxies. */
export interface Injector {
  readonly controlPlane: ControlPlane;
  readonly client: Client;
  /** The warnings that `client` was given, in their order. */
  readonly warnings: string[];
  readonly webhook: WebhookProcess;
  /** Starts another process with the same certificate, which is called once `toWebhook` leads to it. */
  startReplica(name: string): Promise<WebhookProcess>;
  /** The way of the webhook's look-ups and watches. */
  readonly toApiServer: TcpProxy;
  /** The way of the API server's reviews. */
  readonly toWebhook: TcpProxy;
  stop(): Promise<void>;
}

/** Starts everything, registers the webhook, and waits until it is called. */
export async function startInjector(options: InjectorOptions = {}): Promise<Injector> {
  const cleanups: (() => unknown)[] = [];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) {
      await cleanup();
    }
  };
  try {
    return { ...(await startParts(options, (cleanup) => cleanups.push(cleanup))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type OnStop = (cleanup: () => unknown) => void;

async function startParts(
  { flags = [], apiServerFlags = [], isMeasured = false }: InjectorOptions,
  onStop: OnStop,
): Promise<Omit<Injector, "stop">> {
  const directory = await mkdtemp(path.join(tmpdir(), "injector-"));
  onStop(() => rm(directory, { recursive: true, force: true }));
  const controlPlane = await startControlPlane({ apiServerFlags });
  onStop(() => controlPlane.stop());
  const warnings: string[] = [];
  const client = connect(controlPlane, (text) => warnings.push(text));
  onStop(() => client.close());

  const toApiServer = await startTcpProxy(Number(new URL(controlPlane.server).port));
  onStop(() => toApiServer.close());
  await createServiceAccount(client);
  const kubeconfig = path.join(directory, "kubeconfig");
  await writeKubeconfig(kubeconfig, client, { ...controlPlane, server: `https://127.0.0.1:${toApiServer.port}` });

  const caBundle = await writeServingCertificate(directory);
  const startReplica = async (name: string) => {
    const logFile = path.join(controlPlane.logDirectory ?? directory, `${name}.log`);
    const replica = await startWebhookProcess({ tlsDirectory: directory, logFile, kubeconfig, flags });
    onStop(() => replica.signal("SIGKILL"));
    return replica;
  };
  const webhook = await startReplica("webhook");
  const toWebhook = await startTcpProxy(webhook.port);
  onStop(() => toWebhook.close());
  const { port } = isMeasured ? webhook : toWebhook;
  await registerWebhook(client, { url: `https://127.0.0.1:${port}/mutate`, caBundle });
  warnings.splice(0);
  return { controlPlane, client, warnings, webhook, startReplica, toApiServer, toWebhook };
}
