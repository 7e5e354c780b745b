import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, connect } from "node:net";
import path from "node:path";
import { createServer } from "node:tls";
import { createSelfSigned } from "../src/certificates/self-signed.ts";
import { FakeApiServer } from "../test/cluster/live/fake-api-server.ts";
import { instance } from "../test/cluster/live/objects.ts";

/** A fake API server over TLS with one instance, in the namespace of the typical worker. */
export interface ApiServer {
  readonly port: number;
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/**
 * Starts the server, and writes its access files to the directory: a kubeconfig, and a ServiceAccount's `token` and
 * `ca.crt`.
 */
export async function startApiServer(directory: string): Promise<ApiServer> {
  const fake = await FakeApiServer.start();
  fake.store.put("services", instance("model-express", { namespace: "inference", scope: "global" }));
  const { ca, cert, key } = await createSelfSigned(["127.0.0.1"]);
  const server = createServer({ cert, key }, (socket) => {
    const upstream = connect(Number(fake.url.port), "127.0.0.1");
    socket.pipe(upstream).pipe(socket);
    socket.on("error", () => upstream.destroy());
    upstream.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const kubeconfig = path.join(directory, "kubeconfig");
  await writeFile(kubeconfig, kubeconfigFor(port, ca));
  await writeFile(path.join(directory, "token"), "token");
  await writeFile(path.join(directory, "ca.crt"), ca);
  async function close(): Promise<void> {
    server.close();
    await fake.close();
  }
  return { port, kubeconfig, close };
}

function kubeconfigFor(port: number, ca: string): string {
  const data = Buffer.from(ca).toString("base64");
  const cluster = { server: `https://127.0.0.1:${port}`, "certificate-authority-data": data };
  // JSON is YAML.
  return JSON.stringify({
    clusters: [{ name: "bench", cluster }],
    users: [{ name: "bench", user: { token: "token" } }],
    contexts: [{ name: "bench", context: { cluster: "bench", user: "bench" } }],
    "current-context": "bench",
  });
}
