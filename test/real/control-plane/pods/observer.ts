import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadConfig } from "../../../../src/configuration/config.ts";
import { toSettings } from "../../../../src/configuration/to-settings.ts";
import { type Client, connect } from "../bed/client.ts";
import { type ControlPlane, startControlPlane } from "../bed/control-plane.ts";
import { type AuditLog, prepareAuditLog } from "../e2e/audit-log.ts";
import { isForScripts, type Rule } from "../e2e/granted-rights.ts";
import { applyManifest, type Manifest, manifestOf } from "../e2e/manifests.ts";
import { runController } from "../e2e/run-controller.ts";
import { accountName, createServiceAccount, writeKubeconfig } from "../e2e/service-account.ts";

type ClusterRole = Manifest & { readonly rules: readonly Rule[] };

/** A control plane without the webhook, and controllers that observe pods. */
export interface Observer {
  readonly controlPlane: ControlPlane;
  readonly client: Client;
  /** Of the controllers' account. */
  readonly kubeconfig: string;
  /** Of what the controllers ask for. */
  readonly audit: AuditLog;
  /** What the chart grants to observe pods; the controllers have nothing else. */
  readonly rules: readonly Rule[];
  /** Starts one; the address of its metrics. */
  observe(): Promise<string>;
  stop(): Promise<void>;
}

export async function startObserver(): Promise<Observer> {
  const directory = await mkdtemp(path.join(tmpdir(), "observer-"));
  const audit = await prepareAuditLog(directory, accountName("controller"));
  const controlPlane = await startControlPlane({ apiServerFlags: audit.flags });
  const client = connect(controlPlane);
  const running: { close(): Promise<void> }[] = [];
  const rules = rulesForPods();
  const kubeconfig = path.join(directory, "kubeconfig");
  await createServiceAccount(client, "controller");
  await applyManifest(client, { ...manifestOf<ClusterRole>("ClusterRole", "controller"), rules } as ClusterRole);
  await writeKubeconfig(kubeconfig, client, { ...controlPlane, component: "controller" });
  return {
    controlPlane,
    client,
    kubeconfig,
    audit,
    rules,
    async observe() {
      const settings = toSettings(loadConfig(undefined, {}), "true");
      const controller = await runController({
        kubeconfig,
        settings,
        pods: "observe",
        excludedNamespaces: ["kube-system"],
      });
      running.push(controller);
      return `${controller.operationsUrl}/metrics`;
    },
    async stop() {
      await Promise.all(running.map((each) => each.close()));
      client.close();
      await controlPlane.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Only those of the pull scripts come after them in the role. */
function rulesForPods(): readonly Rule[] {
  const { rules } = manifestOf<ClusterRole>("ClusterRole", "controller");
  const first = rules.findIndex(({ resources, verbs }) => resources.includes("pods") && verbs.includes("get"));
  return rules.slice(first).filter((rule) => !isForScripts(rule));
}
