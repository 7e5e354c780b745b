import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadConfig } from "../../../../src/configuration/config.ts";
import { readMountedScript, readPullScript } from "../../../../src/configuration/pull-script.ts";
import { toSettings } from "../../../../src/configuration/to-settings.ts";
import { type AuditLog, prepareAuditLog } from "../e2e/audit-log.ts";
import { type Injector, startInjector } from "../e2e/injector.ts";
import { runController } from "../e2e/run-controller.ts";
import { accountName, createServiceAccount, writeKubeconfig } from "../e2e/service-account.ts";

/** The webhook and the controller as their accounts, both with pull scripts in ConfigMaps. */
export interface ScriptBed extends Injector {
  readonly audit: AuditLog;
  /** The controller's metrics. */
  metrics(): Promise<string>;
}

export async function startScriptBed(): Promise<ScriptBed> {
  const directory = await mkdtemp(path.join(tmpdir(), "scripts-"));
  const audit = await prepareAuditLog(directory, accountName("controller"), accountName("webhook"));
  const injector = await startInjector({ flags: ["--pull-scripts=use"], apiServerFlags: audit.flags });
  const { client, controlPlane } = injector;
  const kubeconfig = path.join(directory, "kubeconfig");
  await createServiceAccount(client, "controller");
  await writeKubeconfig(kubeconfig, client, { ...controlPlane, component: "controller" });
  const settings = toSettings(loadConfig(undefined, {}), readPullScript(), readMountedScript());
  const controller = await runController({
    kubeconfig,
    settings,
    pullScripts: "write",
    excludedNamespaces: ["kube-system"],
  });
  return {
    ...injector,
    audit,
    metrics: async () => (await fetch(`${controller.operationsUrl}/metrics`)).text(),
    async stop() {
      await controller.close();
      await injector.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
