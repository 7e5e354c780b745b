import type { Server } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { SecureContextOptions } from "node:tls";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { createMetrics, type Metrics } from "./admission/metrics.ts";
import { buildOperationsServer } from "./admission/operations-server.ts";
import { buildAdmissionServer } from "./admission/server.ts";
import { readServingFiles, servingFiles } from "./certificates/serving-files.ts";
import { EmbeddedDirectory } from "./cluster/embedded-directory.ts";
import { type LookUps, openLiveLookUps } from "./cluster/look-ups.ts";
import { watchFiles } from "./files/watch-files.ts";
import { mutatePod } from "./injection/mutate-pod.ts";
import type { Settings } from "./injection/settings.ts";

export interface WebhookOptions {
  readonly settings: Settings;
  /** Manifests that take the place of the API server; none: the API server. */
  readonly cluster: readonly string[];
  /** How to reach the API server; without one, as every Kubernetes client finds it. */
  readonly kubeconfig?: string | undefined;
  /** Where `tls.crt` and `tls.key` are; without it a certificate for loopback is made in memory. */
  readonly tlsDirectory: string | undefined;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly operationsPort: number;
  readonly log: Logger;
}

export interface Webhook {
  /** `https://host:port/mutate`. */
  readonly url: string;
  /** `http://host:port`, for probes and metrics. */
  readonly operationsUrl: string;
  /** The CA to trust, PEM, when the certificate was made here. */
  readonly ca: string | undefined;
  /**
   * Ends without losing a call: fails readiness, goes on serving for so many milliseconds while callers learn of it, and
   * closes.
   */
  drain(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/** Starts the admission server and the operations server, and keeps what they read from files up to date. */
export async function startWebhook(options: WebhookOptions): Promise<Webhook> {
  const { tls, ca } = await servingTls(options.tlsDirectory);
  const metrics = createMetrics();
  const lookUps = await openLookUps(options, metrics);
  let isDraining = false;
  const dependencies = { tls, mutate: lookUps.mutate, metrics, log: options.log, isDraining: () => isDraining };
  const admission = buildAdmissionServer(dependencies);
  const waitingFor = () => (isDraining ? ["its end"] : lookUps.waitingFor());
  const operations = buildOperationsServer({ metrics, waitingFor });
  const tlsWatch = watchTls(admission, options);
  async function close(): Promise<void> {
    tlsWatch?.close();
    await Promise.all([admission.close(), operations.close()]);
    await lookUps.close();
  }
  async function drain(milliseconds: number): Promise<void> {
    isDraining = true;
    await sleep(milliseconds);
    await close();
  }
  try {
    return { ...(await listen(admission, operations, options)), ca, drain, close };
  } catch (error) {
    // What watches would keep a process alive that serves nobody.
    await close();
    throw error;
  }
}

async function listen(
  admission: FastifyInstance,
  operations: FastifyInstance,
  { settings, log, host, port, operationsPort }: WebhookOptions,
): Promise<Pick<Webhook, "url" | "operationsUrl">> {
  const url = `${await admission.listen({ host, port })}/mutate`;
  const operationsUrl = await operations.listen({ host, port: operationsPort });
  log.info({ url, operationsUrl, version: settings.version, config: settings.configHash }, "webhook is listening");
  return { url, operationsUrl };
}

async function servingTls(
  directory: string | undefined,
): Promise<{ tls: SecureContextOptions; ca: string | undefined }> {
  if (directory !== undefined) return { tls: readServingFiles(directory), ca: undefined };
  // Loaded only here: behind an API server it would cost each replica 14 MB for nothing.
  const { selfSigned } = await import("./certificates/self-signed.ts");
  const { ca, cert, key } = await selfSigned(LOOPBACK);
  return { tls: { cert, key }, ca };
}

type Watch = { close(): void } | undefined;

function openLookUps(options: WebhookOptions, { registry }: Metrics): LookUps | Promise<LookUps> {
  const { settings, cluster, kubeconfig, log } = options;
  return cluster.length > 0 ? embedded(options) : openLiveLookUps({ settings, kubeconfig, registry, log });
}

function embedded({ settings, cluster, log }: WebhookOptions): LookUps {
  const directory = new EmbeddedDirectory(cluster);
  const watch = watchFiles(cluster, () => {
    attempt(log, "the cluster's manifests", () => directory.reload());
  });
  return {
    mutate: (request) => mutatePod(request, directory, settings),
    waitingFor: () => [],
    close: async () => watch.close(),
  };
}

/** A new certificate is served to new connections; those that exist go on. */
function watchTls(admission: FastifyInstance, { tlsDirectory, log }: WebhookOptions): Watch {
  if (tlsDirectory === undefined) return undefined;
  return watchFiles(servingFiles(tlsDirectory), () => {
    attempt(log, "the serving certificate", () => {
      (admission.server as unknown as Server).setSecureContext(readServingFiles(tlsDirectory));
    });
  });
}

/** What is read again and is broken is refused loudly; what was good stays in use. */
function attempt(log: Logger, what: string, read: () => void): void {
  try {
    read();
    log.info(`${what} changed and were read again`);
  } catch (err) {
    log.error({ err }, `${what} changed and cannot be read; the ones before stay in use`);
  }
}
