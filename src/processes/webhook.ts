import type { Server } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { LOAD_LIMITS, Load, type LoadLimits } from "../admission/load.ts";
import { createMetrics } from "../admission/metrics.ts";
import { buildOperationsServer } from "../admission/operations-server.ts";
import { RepeatedText } from "../admission/repeated-text.ts";
import { createRunningMetrics, type RunningMetrics } from "../admission/running-metrics.ts";
import { buildAdmissionServer } from "../admission/server.ts";
import { followSettings } from "../configuration/followed-settings.ts";
import type { ReloadResult } from "../files/reload-on-change.ts";
import type { GraphMutation, GraphRequest } from "../graph/graph-mutation.ts";
import type { Settings } from "../injection/settings.ts";
import type { Mutator } from "../mutation/mutator.ts";
import { decideGraph } from "./decide-graph.ts";
import { openMutator } from "./open-mutator.ts";
import { OpenedParts } from "./opened-parts.ts";
import { openServingTls, type ServingTls } from "./serving-tls.ts";
import type { WebhookOptions } from "./webhook-options.ts";

export interface Webhook {
  /** `https://host:port/mutate`. */
  readonly url: string;
  /** `http://host:port`, for probes and metrics. */
  readonly operationsUrl: string;
  /** The CA to trust (PEM), if the certificate was created in memory. */
  readonly ca: string | undefined;
  /** Shuts down gracefully: fails readiness, keeps serving for `milliseconds` while callers notice, then closes. */
  drain(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** The state behind the probes. */
interface State {
  isListening: boolean;
  isDraining: boolean;
  /** Why there is no usable certificate. */
  problem: string;
}

/**
 * Starts the operations server at once, and the admission server when a certificate is usable. Reloads files when
 * they change.
 */
export async function startWebhook(options: WebhookOptions): Promise<Webhook> {
  const ends = new OpenedParts();
  try {
    return await start(options, ends);
  } catch (error) {
    // Open watches would keep the process alive.
    await ends.close();
    throw error;
  }
}

async function start(options: WebhookOptions, ends: OpenedParts): Promise<Webhook> {
  const { log, host, port, operationsPort, clientNames = [] } = options;
  const metrics = createMetrics();
  const load = ends.add(new Load(toLoadLimits(options)));
  const running = createRunningMetrics(metrics.registry, load);
  const onReload = (result: ReloadResult): void => running.reloaded("configuration", result);
  const followed = ends.add(followSettings(options.settings, { onReload, log }));
  const settings = (): Settings => followed.current();
  const repeated = new RepeatedText(settings().pull.script);
  const mutator = ends.add(
    await openMutator(options, {
      registry: metrics.registry,
      settings,
      encode: repeated.encode,
      onReload: (result) => running.reloaded("cluster", result),
    }),
  );
  const state: State = { isListening: false, isDraining: false, problem: "serving certificate" };
  const waitingFor = (): readonly string[] => missing(state, mutator);
  const operations = ends.add(buildOperationsServer({ metrics, waitingFor }));
  const operationsUrl = await operations.listen({ host, port: operationsPort });

  const tls = ends.add(await openTls(options, running, state));
  const isDraining = (): boolean => state.isDraining;
  const mutateGraph = (request: GraphRequest): Promise<GraphMutation> => decideGraph(request, mutator);
  const { mutate } = mutator;
  const dependencies = { tls: tls.first, mutate, mutateGraph, repeated, metrics, load, clientNames, log, isDraining };
  const admission = ends.add(buildAdmissionServer(dependencies));
  serve(admission, tls, running);
  const url = `${await admission.listen({ host, port })}/mutate`;
  state.isListening = true;
  const { version, configHash } = settings();
  log.info({ url, operationsUrl, version, config: configHash }, "webhook is listening");

  const close = (): Promise<void> => ends.close();
  const drain = async (milliseconds: number): Promise<void> => {
    state.isDraining = true;
    await sleep(milliseconds);
    await close();
  };
  return { url, operationsUrl, ca: tls.ca, drain, close };
}

function toLoadLimits({ mostInFlight = LOAD_LIMITS.mostInFlight }: WebhookOptions): LoadLimits {
  return { ...LOAD_LIMITS, mostInFlight };
}

function missing({ isListening, isDraining, problem }: State, mutator: Mutator): readonly string[] {
  if (isDraining) return ["its end"];
  return [...(isListening ? [] : [`a ${problem}`]), ...mutator.waitingFor()];
}

function openTls(options: WebhookOptions, running: RunningMetrics, state: State): Promise<ServingTls> {
  const { tlsDirectory: directory, tlsPolicy: policy = { minVersion: "1.3" }, log } = options;
  const { signal = new AbortController().signal } = options;
  const onReload = (result: ReloadResult): void => running.reloaded("certificate", result);
  const onProblem = (problem: string): void => {
    state.problem = problem;
  };
  return openServingTls({ directory, policy, log, signal, onReload, onProblem });
}

/** New connections get the new certificate; existing ones continue. */
function serve(admission: FastifyInstance, tls: ServingTls, running: RunningMetrics): void {
  running.serves(String(tls.first.cert));
  tls.follow((next) => {
    (admission.server as unknown as Server).setSecureContext(next);
    running.serves(String(next.cert));
  });
}
