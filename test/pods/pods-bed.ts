import { pino } from "pino";
import { Registry } from "prom-client";
import { ApiClient } from "../../src/cluster/api/api-client.ts";
import { ObjectWriter } from "../../src/cluster/objects/object-writer.ts";
import { createReconcileMetrics } from "../../src/cluster/reconcile/reconcile-metrics.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { startPods } from "../../src/pods/reconcile/start-pods.ts";
import { FakeApiServer } from "../cluster/live/fake-api-server.ts";
import { instance, namespace } from "../cluster/live/objects.ts";

/** The part of the controller that observes pods, with a stand-in for the API server that accepts Events. */
export interface PodsBed {
  readonly fake: FakeApiServer;
  /** The namespace and name of each written Event. */
  readonly events: readonly string[];
  /** Starts a replica. */
  start(): Registry;
  /** The value of a metric's series. */
  read(registry: Registry, name: string, labels?: Readonly<Record<string, string>>): Promise<number | undefined>;
  close(): Promise<void>;
}

const EVENTS = /^\/api\/v1\/namespaces\/([^/]+)\/events$/;

/** Opens a bed with the opted-in namespace `team`, whose instance serves the dynamo namespace `agg`. */
export async function openPodsBed(): Promise<PodsBed> {
  const fake = await FakeApiServer.start();
  fake.store.put("namespaces", namespace("team"));
  fake.store.put("services", instance("mx"));
  const events: string[] = [];
  fake.intercept = ({ path }, response) => {
    const [, of] = EVENTS.exec(path) ?? [];
    if (of === undefined) return false;
    events.push(of);
    response.writeHead(201).end("{}");
    return true;
  };
  const closing = new AbortController();
  const running: { close(): Promise<void> }[] = [];
  return {
    fake,
    events,
    start() {
      const registry = new Registry();
      const client = new ApiClient(fake.access, "test");
      const log = pino({ level: "silent" });
      const { signal } = closing;
      const part = startPods({
        access: fake.access,
        userAgent: "test",
        client,
        writer: new ObjectWriter({ client, fieldManager: "test", signal }),
        metrics: createReconcileMetrics(registry, client.clock),
        registry,
        log,
        signal,
        settings: () => toSettings(loadConfig(undefined, {}), "true"),
        excludedNamespaces: ["kube-system"],
      });
      running.push(part, { close: async () => client.close() });
      return registry;
    },
    async read(registry, name, labels = {}) {
      const metric = await registry.getSingleMetric(`model_express_injector_${name}`)?.get();
      const isOf = (own: object) =>
        Object.entries(labels).every(([key, value]) => Object.entries(own).some(([k, v]) => k === key && v === value));
      return metric?.values.find((each) => isOf(each.labels))?.value;
    },
    async close() {
      closing.abort();
      for (const part of running) await part.close();
      await fake.close();
    },
  };
}
