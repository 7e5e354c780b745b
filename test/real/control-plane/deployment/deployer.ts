import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadConfig } from "../../../../src/configuration/config.ts";
import { readPullScript } from "../../../../src/configuration/pull-script.ts";
import { toSettings } from "../../../../src/configuration/to-settings.ts";
import type { Controller } from "../../../../src/processes/controller.ts";
import { type Client, connect } from "../bed/client.ts";
import { type ControlPlane, startControlPlane } from "../bed/control-plane.ts";
import { type AuditLog, prepareAuditLog } from "../e2e/audit-log.ts";
import { applyManifest, manifestOf } from "../e2e/manifests.ts";
import { runController } from "../e2e/run-controller.ts";
import { accountName, createServiceAccount, writeKubeconfig } from "../e2e/service-account.ts";
import { eventually } from "../e2e/source.ts";

/** A control plane, and the controller as the chart's ServiceAccount of it. */
export interface Deployer {
  readonly controlPlane: ControlPlane;
  readonly client: Client;
  /** Of what the controller asks for. */
  readonly audit: AuditLog;
  /** Writes the controller's configuration, which it follows. */
  configure(config: object): Promise<void>;
  /** Ends the controller, if it runs, and starts it. */
  restart(): Promise<void>;
  /** Ends the controller, if it runs. */
  halt(): Promise<void>;
  stop(): Promise<void>;
}

export interface DeployerOptions {
  /** Whether the controller deploys what DynamoGraphDeployments declare. Default: "ignore". */
  readonly graphs?: "follow" | "ignore";
  readonly hasScheduler?: boolean;
}

export async function startDeployer(options: DeployerOptions = {}): Promise<Deployer> {
  const { graphs = "ignore", hasScheduler = false } = options;
  const directory = await mkdtemp(path.join(tmpdir(), "deployer-"));
  const audit = await prepareAuditLog(directory, accountName("controller"));
  const controlPlane = await startControlPlane({ apiServerFlags: audit.flags, hasScheduler });
  const client = connect(controlPlane);
  let running: { close(): Promise<void> } | undefined;
  const end = async () => {
    await running?.close();
    running = undefined;
  };
  const stop = async () => {
    await end();
    client.close();
    await controlPlane.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const restart = async () => {
    await end();
    running = await startDeploying({ client, controlPlane, directory, graphs });
  };
  try {
    await prepareCluster(client);
    const configure = (config: object) => writeFile(configIn(directory), JSON.stringify(config));
    await configure({});
    await restart();
    return { controlPlane, client, audit, configure, restart, halt: end, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Defines `ModelExpress`, and makes the controller's account with the rights of `manifests/base`. */
export async function prepareCluster(client: Client): Promise<void> {
  await applyManifest(client, manifestOf("CustomResourceDefinition"));
  await createServiceAccount(client, "controller");
  await eventually(() => client.list("/apis/modelexpress.nvidia.com/v1alpha1/modelexpresses"));
}

function configIn(directory: string): string {
  return path.join(directory, "config.json");
}

interface Place {
  readonly client: Client;
  readonly controlPlane: ControlPlane;
  readonly directory: string;
  readonly graphs?: DeployerOptions["graphs"];
}

/** Runs the controller in this process, for `ModelExpress` alone. Resolves when it is ready. */
export async function startDeploying({
  client,
  controlPlane,
  directory,
  graphs = "ignore",
}: Place): Promise<Controller> {
  const kubeconfig = path.join(directory, "controller.kubeconfig");
  await writeKubeconfig(kubeconfig, client, { ...controlPlane, component: "controller" });
  const file = configIn(directory);
  const read = () => toSettings(loadConfig(file, {}), readPullScript());
  return runController({ kubeconfig, modelExpress: "deploy", graphs, settings: { file, read } });
}
