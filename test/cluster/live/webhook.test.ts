import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import request from "supertest";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { loadConfig } from "../../../src/configuration/config.ts";
import { readMountedScript } from "../../../src/configuration/pull-script.ts";
import { toSettings } from "../../../src/configuration/to-settings.ts";
import { startWebhook, type Webhook } from "../../../src/processes/webhook.ts";
import type { WebhookOptions } from "../../../src/processes/webhook-options.ts";
import { CLUSTER, review } from "../../admission/harness.ts";
import { run } from "../../command-line/run.ts";
import { kubeconfigText } from "../../kubeconfig.ts";
import { FakeApiServer, refuse } from "./fake-api-server.ts";
import { instance } from "./objects.ts";
import { SOON } from "./timing.ts";

let api: FakeApiServer;
let folder: string;
let kubeconfig: string;
let webhook: Webhook | undefined;

beforeEach(async () => {
  api = await FakeApiServer.start();
  folder = await mkdtemp(join(tmpdir(), "live-webhook-"));
  kubeconfig = join(folder, "config");
  await writeFile(kubeconfig, kubeconfigText({ server: api.url.origin, "insecure-skip-tls-verify": true }));
});

afterEach(async () => {
  await webhook?.close();
  webhook = undefined;
  await api.close();
  await rm(folder, { recursive: true });
});

async function start(port = 0, options: Partial<WebhookOptions> = {}): Promise<Webhook> {
  const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");
  const log = pino({ level: "silent" });
  const listening = { host: "127.0.0.1", port, operationsPort: 0 };
  return startWebhook({ settings, cluster: [], kubeconfig, tlsDirectory: undefined, log, ...listening, ...options });
}

async function reasonFrom({ url, ca = "" }: Webhook): Promise<string> {
  const post = request(url.replace("/mutate", "")).post("/mutate").ca(ca).set("content-type", "application/json");
  const { body } = await post.send(JSON.stringify(review()));
  return (body as { response: { auditAnnotations: { reason: string } } }).response.auditAnnotations.reason;
}

async function operations({ operationsUrl }: Webhook, path: string): Promise<{ status: number; text: string }> {
  return request(operationsUrl).get(path);
}

describe("a webhook with a real API server", () => {
  test("listens before the lists are complete, and names the missing ones", async () => {
    api.intercept = ({ path }, response) => path.endsWith("/services") && refuse(response, 403) === undefined;
    const running = await start();
    webhook = running;
    await vi.waitFor(async () => {
      const services = "labelled-services, services-by-component-type, services-by-component";
      expect((await operations(running, "/readyz")).text).toBe(`waiting for ${services}\n`);
    }, SOON);
    expect((await operations(running, "/readyz")).status).toBe(503);
    expect((await operations(running, "/livez")).status).toBe(200);
    api.intercept = () => false;
    await vi.waitFor(async () => expect((await operations(running, "/readyz")).text).toBe("ok\n"), SOON);
  });

  test("decides by the cluster's objects, and reports them in its metrics", async () => {
    const running = await start();
    webhook = running;
    expect(await reasonFrom(running)).toBe("NoModelExpress");
    api.store.put("services", instance("mx", { namespace: "inference", scope: "inference-vllm-agg" }));
    await vi.waitFor(async () => expect(await reasonFrom(running)).toBe("StreamPull"), SOON);
    const { text } = await operations(running, "/metrics");
    expect(text).toContain('model_express_injector_known_objects{kind="Service"} 1');
    expect(text).toContain('model_express_injector_watch_up{watch="labelled-services"} 1');
    expect(text).toMatch(/model_express_injector_live_reads_total\{outcome="absent"\} [1-9]/);
  });

  describe("reports each of its watches", () => {
    const up = async (running: Webhook): Promise<Readonly<Record<string, string>>> => {
      const { text } = await operations(running, "/metrics");
      const lines = text.matchAll(/^model_express_injector_watch_up\{watch="([^"]*)"\} ([01])$/gm);
      return Object.fromEntries([...lines].map(([, watch = "", value = ""]) => [watch, value]));
    };
    const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>", readMountedScript());
    const gateLease = { namespace: "injector", name: "gates" };
    const needed = {
      "labelled-services": "1",
      "services-by-component-type": "1",
      "services-by-component": "1",
      namespaces: "1",
    };

    test("that it uses, in a cluster without Dynamo too", async () => {
      const running = await start(0, { settings, pullScripts: "use", graphs: "follow", gateLease });
      webhook = running;
      const others = { dynamographdeployments: "1", lease: "1", "pull-scripts": "1" };
      await vi.waitFor(async () => expect(await up(running)).toEqual({ ...needed, ...others }), SOON);
    });

    test.each([
      ["/configmaps", "pull-scripts"],
      ["/leases", "lease"],
    ])("and that %s are refused", async (path, name) => {
      api.intercept = (request, response) => request.path.endsWith(path) && refuse(response, 403) === undefined;
      const running = await start(0, { settings, pullScripts: "use", gateLease });
      webhook = running;
      const others = { lease: "1", "pull-scripts": "1", [name]: "0" };
      await vi.waitFor(async () => expect(await up(running)).toEqual({ ...needed, ...others }), SOON);
      expect((await operations(running, "/readyz")).text).toBe("ok\n");
    });
  });

  test("that cannot listen leaves no watch open", async () => {
    const running = await start();
    webhook = running;
    await vi.waitFor(() => expect(api.openWatches).toBe(4), SOON);
    await expect(start(Number(new URL(running.url).port))).rejects.toThrow(/EADDRINUSE/);
    await running.close();
    await vi.waitFor(() => expect(api.openWatches).toBe(0), SOON);
  });
});

describe("the command webhook", () => {
  const port = ["--port", "0", "--operations-port", "0"];

  test.each([
    ["without a serving certificate", [], 2, /name the serving certificate with --tls-dir DIRECTORY, or the cluster's/],
    ["with both clusters", ["--cluster", CLUSTER, "--kubeconfig", "x"], 2, /takes the place of the API server: drop/],
  ])("%s is refused in one sentence", async (_what, flags, expected, sentence) => {
    const { code, err } = await run(["webhook", ...port, ...flags]);
    expect(err).toMatch(sentence);
    expect(code).toBe(expected);
  });
});
