import { mkdtemp, rename, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import request from "supertest";
import { afterEach, beforeEach } from "vitest";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { startWebhook, type Webhook } from "../../src/processes/webhook.ts";
import type { WebhookOptions } from "../../src/processes/webhook-options.ts";
import { type Answer, CLUSTER, review } from "../admission/harness.ts";

/** Files are noticed by the system or by a poll every 10 s: a deadline, never an exact time. */
export const SOON = { timeout: 60_000, interval: 20 };

/** A webhook in this process with its own folder; both are removed after each test. */
export interface WebhookBed {
  folder: string;
  /** The lines of the log. */
  lines: string[];
  start(options?: Partial<WebhookOptions>): Promise<Webhook>;
}

export function useWebhook(): WebhookBed {
  let webhook: Webhook | undefined;
  const bed: WebhookBed = {
    folder: "",
    lines: [],
    async start(options = {}) {
      const log = pino({ level: "info" }, { write: (line: string) => void bed.lines.push(line) });
      const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");
      const defaults = { settings, cluster: [CLUSTER], tlsDirectory: undefined, host: "127.0.0.1", log };
      webhook = await startWebhook({ ...defaults, port: 0, operationsPort: 0, ...options });
      return webhook;
    },
  };
  beforeEach(async () => {
    bed.folder = await mkdtemp(join(tmpdir(), "webhook-"));
    bed.lines = [];
  });
  afterEach(async () => {
    await webhook?.close();
    webhook = undefined;
    await rm(bed.folder, { recursive: true });
  });
  return bed;
}

/** Resolves with its answer to the example's review, over TLS verified with a CA. */
export async function answerFrom({ url, ca = "" }: Webhook, trusted = ca): Promise<Answer> {
  const { origin, pathname } = new URL(url);
  const post = request(origin).post(pathname).ca(trusted).set("content-type", "application/json");
  const { body } = await post.send(JSON.stringify(review()));
  return (body as { readonly response: Answer }).response;
}

export async function reasonFrom(webhook: Webhook, trusted?: string): Promise<string> {
  return (await answerFrom(webhook, trusted)).auditAnnotations.reason;
}

export async function metricsOf({ operationsUrl }: Webhook): Promise<string> {
  return (await request(operationsUrl).get("/metrics")).text;
}

/** Mimics the kubelet when a Secret or ConfigMap changes: points the folder's `..data` to another one atomically. */
export async function swapData(folder: string, to: string): Promise<void> {
  await symlink(to, join(folder, "..data_tmp"));
  await rename(join(folder, "..data_tmp"), join(folder, "..data"));
}
