import { readFileSync, writeFileSync } from "node:fs";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import jsonPatch from "fast-json-patch";
import { pino } from "pino";
import { expect, test, vi } from "vitest";
import { loadConfig } from "../../src/configuration/config.ts";
import { followSettings } from "../../src/configuration/followed-settings.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import type { Settings } from "../../src/injection/settings.ts";
import type { Webhook } from "../../src/processes/webhook.ts";
import { type Answer, examplePod, operationsOf } from "../admission/harness.ts";
import { answerFrom, metricsOf, reasonFrom, SOON, swapData, useWebhook } from "../processes/webhook-bed.ts";

const bed = useWebhook();

function configuration(text: string): string {
  return `apiVersion: config.modelexpress.nvidia.com/v1alpha1\nkind: InjectorConfiguration\n${text}\n`;
}

/** The command's settings: the file, and the flags that override it. */
function readerOf(file: string, flags: Readonly<Record<string, string>> = {}): () => Settings {
  return () => toSettings(loadConfig(file, flags), "<pull.sh>");
}

function startWith(file: string, flags?: Readonly<Record<string, string>>): Promise<Webhook> {
  return bed.start({ settings: { file, read: readerOf(file, flags) } });
}

/** The hash of the configuration in use, from the pod's status annotation. */
function configIn(answer: Answer): string {
  const operations = operationsOf(answer) as jsonPatch.Operation[];
  const { metadata } = jsonPatch.applyPatch(examplePod(), operations).newDocument as unknown as {
    readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  };
  const status = JSON.parse(metadata.annotations["modelexpress.nvidia.com/status"] ?? "") as {
    readonly config: string;
  };
  return status.config;
}

test("a new configuration takes effect, also after the kubelet's swap, and an invalid one leaves the last valid one in use", async () => {
  for (const [name, text] of Object.entries({ 1: "mode: env", 2: "mod: stream", 3: "mode: stream" })) {
    await mkdir(join(bed.folder, name));
    await writeFile(join(bed.folder, name, "config.yaml"), configuration(text));
  }
  await swapData(bed.folder, "1");
  const file = join(bed.folder, "config.yaml");
  await symlink(join("..data", "config.yaml"), file);
  const running = await startWith(file);
  expect(await reasonFrom(running)).toBe("UrlOnly");

  await swapData(bed.folder, "2");
  const refusal = `${file}: unknown key mod (did you mean mode?)`;
  await vi.waitUntil(() => bed.lines.some((line) => line.includes(refusal) && line.includes('"level":50')), SOON);
  expect(await reasonFrom(running)).toBe("UrlOnly");

  await swapData(bed.folder, "3");
  await vi.waitFor(async () => expect(await reasonFrom(running)).toBe("StreamPull"), SOON);
  const metrics = await metricsOf(running);
  expect(metrics).toContain('reloads_total{what="configuration",result="refused"} 1');
  expect(metrics).toContain('reloads_total{what="configuration",result="taken"} 1');
});

test("the status annotation names the configuration that decided", async () => {
  const file = join(bed.folder, "config.yaml");
  await writeFile(file, configuration("mode: shared"));
  const running = await startWith(file);
  const before = readerOf(file)().configHash;
  expect(configIn(await answerFrom(running))).toBe(before);

  await writeFile(file, configuration("mode: env"));
  const after = readerOf(file)().configHash;
  expect(after).not.toBe(before);
  await vi.waitFor(async () => expect(configIn(await answerFrom(running))).toBe(after), SOON);
});

test("a flag wins over the file, before and after it changed", async () => {
  const file = join(bed.folder, "config.yaml");
  await writeFile(file, configuration("mode: shared"));
  const running = await startWith(file, { mode: "env" });
  await writeFile(file, configuration("mode: stream"));
  await vi.waitUntil(() => bed.lines.some((line) => line.includes("the configuration changed")), SOON);
  expect(await reasonFrom(running)).toBe("UrlOnly");
});

test("a deleted file is refused, and its last content stays in use", async () => {
  const file = join(bed.folder, "config.yaml");
  await writeFile(file, configuration("mode: env"));
  const running = await startWith(file);
  await rm(file);
  await vi.waitUntil(() => bed.lines.some((line) => line.includes(`${file}: no such file`)), SOON);
  expect(await reasonFrom(running)).toBe("UrlOnly");
});

test("a change during the first read is not missed", async () => {
  const file = join(bed.folder, "config.yaml");
  await writeFile(file, "first");
  const read = (): Settings => {
    const configHash = readFileSync(file, "utf8");
    writeFileSync(file, "second");
    return { ...toSettings(loadConfig(undefined, {}), "<pull.sh>"), configHash };
  };
  const log = pino({ level: "silent" });
  const settings = followSettings({ file, read }, { log, onReload: () => {} });
  expect(settings.current().configHash).toBe("first");
  await vi.waitFor(() => expect(settings.current().configHash).toBe("second"), SOON);
  settings.close();
});
