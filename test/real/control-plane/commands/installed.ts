import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { buildKwok } from "../../tools/kwok/build-kwok.ts";
import { startNode } from "../../tools/kwok/node.ts";
import { createCertificateAuthority } from "../bed/pki.ts";
import { applyManifest, type Manifest, manifestOf, readBase } from "../e2e/manifests.ts";
import { eventually } from "../e2e/source.ts";
import { createTenant, instanceService, type Tenant } from "../e2e/tenant.ts";
import { startWebhookProcess, type WebhookProcess } from "../e2e/webhook-process.ts";
import { type CommandBed, startCommandBed } from "./command-bed.ts";
import { createInjected } from "./create-injected.ts";
import { type ModelExpressServer, startModelExpress } from "./model-express-server.ts";

const kwok = await buildKwok();
export const hasNodes = kwok.isBuilt;

/**
 * A cluster in which everything is as it should be: the manifests, the webhook, a real Model Express and a pod that was
 * injected. Its node is kwok's: pods are ready though nothing runs in them, and port-forward leads to the real processes.
 */
export interface Installed extends CommandBed {
  readonly tenant: Tenant;
  readonly server: ModelExpressServer;
  readonly webhook: WebhookProcess;
  /** PEM in base64. */
  readonly caBundle: string;
}

const injector = manifestOf("Namespace").metadata.name;

export async function startInstalled(): Promise<Installed> {
  if (!kwok.isBuilt) throw new Error(kwok.reason);
  const bed = await startCommandBed();
  const tenant = await createTenant(bed.client);
  const caBundle = await writeCertificate(bed.folder);
  const server = await startModelExpress();
  const { kubeconfig, folder, client } = bed;
  const webhook = await startWebhookProcess({
    kubeconfig,
    tlsDirectory: folder,
    logFile: path.join(folder, "webhook.log"),
  });
  const forwards = [
    { namespace: injector, port: 8443, to: webhook.port },
    { namespace: tenant.namespace, port: 8001, to: server.port },
  ];
  const node = await startNode({ binary: kwok.binary, client, kubeconfig, folder, forwards });
  const installed = { ...bed, tenant, server, webhook, caBundle };
  await createInstance(installed, node.name);
  await createInjected(bed, tenant, "injected");
  await install(installed, node.name);
  const stop = async (): Promise<void> => {
    await node.stop();
    await webhook.signal("SIGKILL");
    await server.kill();
    await bed.stop();
  };
  return { ...installed, stop };
}

async function writeCertificate(folder: string): Promise<string> {
  const authority = await createCertificateAuthority("model-express-injector");
  const addresses = [{ type: "dns", value: `model-express-injector.${injector}.svc` } as const];
  const { certificate, key } = await authority.issue({ usage: "server", addresses });
  await writeFile(path.join(folder, "tls.crt"), certificate);
  await writeFile(path.join(folder, "tls.key"), key, { mode: 0o600 });
  return Buffer.from(authority.certificate).toString("base64");
}

/** The instance, its pod, and its claim on a volume that the real controllers bind. */
async function createInstance({ client, tenant }: Pick<Installed, "client" | "tenant">, node: string): Promise<void> {
  const storage = "500Gi";
  await client.create("/api/v1/persistentvolumes", {
    metadata: { name: tenant.namespace },
    spec: {
      accessModes: ["ReadWriteMany"],
      capacity: { storage },
      hostPath: { path: "/nowhere" },
      claimRef: { namespace: tenant.namespace, name: "models" },
    },
  });
  const claim = tenant.path("persistentvolumeclaims/models");
  await client.create(tenant.path("persistentvolumeclaims"), {
    metadata: { name: "models" },
    spec: { accessModes: ["ReadWriteMany"], storageClassName: "", resources: { requests: { storage } } },
  });
  await client.create(tenant.path("services"), instanceService({ claim: "models" }));
  await client.create(tenant.path("pods"), serverPod(node));
  await eventually(async () => {
    const slices = JSON.stringify(await client.get(tenant.path("discovery.k8s.io/v1/endpointslices")));
    if (!slices.includes('"ready":true')) throw new Error("the instance has no endpoint yet");
  });
  // A claim that is looked at before its volume is bound at the next look, 15 s later.
  await eventually(async () => {
    const { status } = await client.get<{ readonly status: { readonly phase: string } }>(claim);
    if (status.phase !== "Bound") throw new Error(`the claim is ${status.phase}`);
  });
}

/** A Model Express server with its cache in the claim, ready on the node. */
export function serverPod(node: string, name = "model-express-0", labels: object = { app: "model-express" }): object {
  const env = [{ name: "MODEL_EXPRESS_CACHE_DIRECTORY", value: "/cache/hub" }];
  const image = "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.5.1";
  const volumeMounts = [{ name: "cache", mountPath: "/cache" }];
  return {
    metadata: { name, labels },
    spec: {
      nodeName: node,
      containers: [{ name: "server", image, env, volumeMounts }],
      volumes: [{ name: "cache", persistentVolumeClaim: { claimName: "models" } }],
    },
  };
}

/** Applies `manifests/base`, with its pods on the node, and what the controller would have made. */
async function install({ client, caBundle, folder }: Omit<Installed, "stop">, node: string): Promise<void> {
  for (const manifest of readBase()) await applyManifest(client, placed(manifest, node, caBundle));
  const certificate = Buffer.from(await readFile(path.join(folder, "tls.crt"))).toString("base64");
  const data = { "tls.crt": certificate, "tls.key": "" };
  const metadata = { name: "model-express-injector-tls", namespace: injector };
  await client.create(`/api/v1/namespaces/${injector}/secrets`, { metadata, type: "kubernetes.io/tls", data });
  await eventually(async () => {
    const path = `/apis/apps/v1/namespaces/${injector}/deployments`;
    const deployments = await client.list<{ readonly status: { readonly availableReplicas?: number } }>(path);
    if (deployments.some(({ status }) => !status.availableReplicas)) throw new Error("not available yet");
  });
}

function placed(manifest: Manifest, node: string, caBundle: string): Manifest {
  if (manifest.kind === "MutatingWebhookConfiguration") return withCaBundle(manifest, caBundle);
  if (manifest.kind !== "Deployment") return manifest;
  const { spec } = manifest as unknown as { spec: { template: { metadata: object; spec: object } } };
  const template = { ...spec.template, spec: { ...spec.template.spec, nodeName: node } };
  return { ...manifest, spec: { ...spec, template } } as Manifest;
}

/** The registration as the controller keeps it. */
export function withCaBundle(manifest: Manifest, caBundle: string): Manifest {
  const { webhooks } = manifest as unknown as { webhooks: readonly { clientConfig: object }[] };
  const trusting = webhooks.map((webhook) => ({ ...webhook, clientConfig: { ...webhook.clientConfig, caBundle } }));
  return { ...manifest, webhooks: trusting } as unknown as Manifest;
}
