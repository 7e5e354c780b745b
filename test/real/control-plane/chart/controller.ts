import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { loadConfig } from "../../../../src/configuration/config.ts";
import { toSettings } from "../../../../src/configuration/to-settings.ts";
import { type Controller, startController } from "../../../../src/processes/controller.ts";
import type { ControllerOptions } from "../../../../src/processes/controller-options.ts";
import { NAME } from "../../tools/helm/render.ts";
import { writeKubeconfig } from "../e2e/service-account.ts";
import type { ChartBed } from "./chart.ts";

const YEAR_MS = 365 * 86_400_000;

/** What it does beside certificates: nothing, unless it is asked for. */
export type ControllerParts = Partial<Pick<ControllerOptions, "modelExpress" | "pods" | "graphs" | "pullScripts">>;

/** Runs the controller in this process, as the ServiceAccount that the chart made for it. */
export async function startControllerOfChart(
  { client, controlPlane }: Pick<ChartBed, "client" | "controlPlane">,
  { modelExpress = "ignore", pods = "ignore", graphs = "ignore" }: ControllerParts = {},
): Promise<Controller> {
  const directory = await mkdtemp(path.join(tmpdir(), "controller-"));
  const kubeconfig = path.join(directory, "kubeconfig");
  await writeKubeconfig(kubeconfig, client, { ...controlPlane, component: "controller" });
  const controller = await startController({
    name: NAME,
    namespace: NAME,
    certificates: "self-managed",
    modelExpress,
    settings: toSettings(loadConfig(undefined, {}), "true"),
    pods,
    graphs,
    webhookPods: "app.kubernetes.io/component=webhook",
    lifetimes: { authority: YEAR_MS, serving: YEAR_MS },
    kubeconfig,
    host: "127.0.0.1",
    operationsPort: 0,
    log: pino({ level: "silent" }),
  });
  await rm(directory, { recursive: true });
  return controller;
}
