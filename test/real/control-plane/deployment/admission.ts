import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { registerWebhook } from "../e2e/registration.ts";
import { createServiceAccount, writeKubeconfig } from "../e2e/service-account.ts";
import { writeServingCertificate } from "../e2e/serving-certificate.ts";
import { startWebhookProcess } from "../e2e/webhook-process.ts";
import type { Deployer } from "./deployer.ts";

/** Has the API server call the real webhook. */
export async function startAdmission(
  { client, controlPlane }: Pick<Deployer, "client" | "controlPlane">,
  flags: readonly string[] = [],
): Promise<{ stop(): Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), "admission-"));
  const kubeconfig = path.join(directory, "kubeconfig");
  await createServiceAccount(client);
  await writeKubeconfig(kubeconfig, client, controlPlane);
  const caBundle = await writeServingCertificate(directory);
  const logFile = path.join(controlPlane.logDirectory ?? directory, "webhook.log");
  const webhook = await startWebhookProcess({ tlsDirectory: directory, logFile, kubeconfig, flags });
  const stop = async () => {
    await webhook.signal("SIGKILL");
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await registerWebhook(client, { url: `https://127.0.0.1:${webhook.port}/mutate`, caBundle });
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
