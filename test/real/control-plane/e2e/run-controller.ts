import { pino } from "pino";
import { type Controller, startController } from "../../../../src/processes/controller.ts";
import type { ControllerOptions } from "../../../../src/processes/controller-options.ts";
import { eventually } from "./source.ts";

type Chosen = Pick<ControllerOptions, "kubeconfig" | "settings"> & Partial<ControllerOptions>;

/** Runs the controller in this process with nothing enabled but what is chosen. Resolves when it is ready. */
export async function runController(chosen: Chosen): Promise<Controller> {
  const controller = await startController({
    name: "model-express-injector",
    namespace: "model-express-injector",
    certificates: "none",
    modelExpress: "ignore",
    graphs: "ignore",
    webhookPods: "",
    lifetimes: { authority: 0, serving: 0 },
    host: "127.0.0.1",
    operationsPort: 0,
    log: pino({ level: process.env["LOG_LEVEL"] ?? "silent" }),
    ...chosen,
  });
  await eventually(async () => {
    const { ok } = await fetch(`${controller.operationsUrl}/readyz`);
    if (!ok) throw new Error("the controller is not ready");
  });
  return controller;
}
