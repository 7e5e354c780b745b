import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CertificateAuthority, createCertificateAuthority } from "../bed/pki.ts";
import { injectionOf } from "./injection-of.ts";
import { type Injector, startInjector } from "./injector.ts";
import { isOurs } from "./source.ts";
import { createTenant } from "./tenant.ts";
import { worker } from "./worker.ts";

describe.runIf(isOurs)("a webhook that demands the API server's certificate", () => {
  let folder: string;
  let injector: Injector;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "client-certificate-"));
    const authority = await createCertificateAuthority("callers");
    const clientCa = path.join(folder, "ca.crt");
    await writeFile(clientCa, authority.certificate);
    injector = await startInjector({
      flags: ["--client-ca", clientCa, "--client-name", "the-api-server"],
      apiServerFlags: [`--admission-control-config-file=${await writeAdmissionConfiguration(folder, authority)}`],
    });
  });

  afterAll(async () => {
    await injector?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("is called by one that has it", async () => {
    const tenant = await createTenant(injector.client);
    await tenant.createInstance();

    const pod = await tenant.create(worker());

    expect(injectionOf(pod)).toBeDefined();
  });

  it("answers nobody else", async () => {
    const { port } = injector.webhook;
    const call = request({ host: "127.0.0.1", port, method: "POST", path: "/mutate", rejectUnauthorized: false });
    const answered = once(call.end(), "response");

    await expect(answered).rejects.toThrow(/certificate required|ECONNRESET/i);
  });
});

/** Tells the API server as whom it is to call webhooks: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#authenticate-apiservers */
async function writeAdmissionConfiguration(folder: string, authority: CertificateAuthority): Promise<string> {
  const { certificate, key } = await authority.issue({ usage: "client", user: "the-api-server" });
  const user = {
    "client-certificate-data": Buffer.from(certificate).toString("base64"),
    "client-key-data": Buffer.from(key).toString("base64"),
  };
  const kubeconfig = path.join(folder, "webhooks.kubeconfig");
  await writeFile(kubeconfig, JSON.stringify({ apiVersion: "v1", kind: "Config", users: [{ name: "*", user }] }));
  const configuration = {
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "WebhookAdmissionConfiguration",
    kubeConfigFile: kubeconfig,
  };
  const file = path.join(folder, "admission.yaml");
  await writeFile(
    file,
    JSON.stringify({
      apiVersion: "apiserver.config.k8s.io/v1",
      kind: "AdmissionConfiguration",
      plugins: [{ name: "MutatingAdmissionWebhook", configuration }],
    }),
  );
  return file;
}
