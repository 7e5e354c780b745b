import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Client, connect } from "../bed/client.ts";
import { startControlPlane } from "../bed/control-plane.ts";
import { applyManifest, manifestOf } from "../e2e/manifests.ts";
import { createServiceAccount, writeKubeconfig } from "../e2e/service-account.ts";
import { type ControllerProcess, type ControllerStart, startControllerProcess } from "./controller-process.ts";

const secrets = "/api/v1/namespaces/model-express-injector/secrets/model-express-injector";

interface Secret {
  readonly data: Readonly<Record<string, string>>;
}

/** A cluster with the registration, and no webhook: controllers keep its certificates. */
export interface CertificatesBed {
  readonly client: Client;
  /** The paths of the two Secrets in the API. */
  readonly secrets: { readonly ca: string; readonly tls: string };
  start(options?: Pick<ControllerStart, "flags" | "clockShift">): ControllerProcess;
  /** What the controllers logged since this was asked last. */
  newLog(): string;
  /** A PEM text in a Secret. */
  read(secret: "ca" | "tls", key: string): Promise<string>;
  certificateIn(secret: "ca" | "tls"): Promise<X509Certificate>;
  write(secret: "ca" | "tls", texts: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

export async function startCertificatesBed(): Promise<CertificatesBed> {
  const directory = await mkdtemp(path.join(tmpdir(), "certificates-"));
  const controlPlane = await startControlPlane();
  const client = connect(controlPlane);
  const kubeconfig = path.join(directory, "kubeconfig");
  await createServiceAccount(client, "controller");
  await writeKubeconfig(kubeconfig, client, { ...controlPlane, component: "controller" });
  await applyManifest(client, manifestOf("MutatingWebhookConfiguration"));
  const logFile = path.join(controlPlane.logDirectory ?? directory, "controller.log");
  const controllers: ControllerProcess[] = [];
  const paths = { ca: `${secrets}-ca`, tls: `${secrets}-tls` };
  let logged = 0;

  async function read(secret: "ca" | "tls", key: string): Promise<string> {
    const { data } = await client.get<Secret>(paths[secret]);
    return Buffer.from(data[key] ?? "", "base64").toString("utf8");
  }

  return {
    client,
    secrets: paths,
    start(options = {}) {
      const flags = ["--model-express", "ignore", ...(options.flags ?? [])];
      const controller = startControllerProcess({ kubeconfig, logFile, ...options, flags });
      controllers.push(controller);
      return controller;
    },
    newLog() {
      const whole = existsSync(logFile) ? readFileSync(logFile, "utf8") : "";
      const text = whole.slice(logged);
      logged = whole.length;
      return text;
    },
    read,
    certificateIn: async (secret) => new X509Certificate(await read(secret, "tls.crt")),
    async write(secret, texts) {
      const data = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, btoa(text)]));
      await client.merge(paths[secret], { data });
    },
    async stop() {
      await Promise.all(controllers.map((controller) => controller.kill()));
      client.close();
      await controlPlane.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
