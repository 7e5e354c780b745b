import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { Registry } from "prom-client";
import { expect, onTestFinished, test, vi } from "vitest";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import type { Settings } from "../../src/injection/settings.ts";
import { openLiveMutator } from "../../src/mutation/live-mutator.ts";
import { examplePod } from "../admission/harness.ts";
import { FakeApiServer } from "../cluster/live/fake-api-server.ts";
import { instance } from "../cluster/live/objects.ts";
import { SOON } from "../cluster/live/timing.ts";
import { kubeconfigText } from "../kubeconfig.ts";

const object = examplePod();

async function open(settings: () => Settings) {
  const api = await FakeApiServer.start();
  api.store.put("services", instance("mx", { namespace: "inference", scope: "inference-vllm-agg" }));
  const folder = mkdtempSync(join(tmpdir(), "live-mutator-"));
  const kubeconfig = join(folder, "config");
  writeFileSync(kubeconfig, kubeconfigText({ server: api.url.origin, "insecure-skip-tls-verify": true }));
  const gateLease = { namespace: "injector", name: "gates" };
  const log = pino({ level: "silent" });
  const encode = (operations: readonly object[]) => JSON.stringify(operations);
  const mutator = await openLiveMutator({ settings, encode, kubeconfig, registry: new Registry(), log, gateLease });
  onTestFinished(async () => {
    await mutator.close();
    await api.close();
    rmSync(folder, { recursive: true });
  });
  await vi.waitFor(() => expect(mutator.waitingFor()).toEqual([]), SOON);
  const mutate = async () => mutator.mutate({ namespace: "inference", object, characters: 1000 }, 1000);
  return { api, mutate };
}

test("a live mutator keeps its outcomes for as long as the configuration is the same", async () => {
  let settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");
  const { mutate } = await open(() => settings);
  await mutate();
  const known = await mutate();
  expect(known.key).toBeDefined();
  settings = { ...settings, path: "/elsewhere" };
  const changed = await mutate();
  expect(changed.key).toBeUndefined();
  expect(changed.operations).not.toEqual(known.operations);
  expect((await mutate()).key).toBeDefined();
});
