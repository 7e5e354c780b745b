import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { pullOf } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";
import { createVolume, LOCAL_CLASS } from "./cluster/volumes.ts";
import { WORKER_IMAGE } from "./images/build-parts.ts";

/** Passes connections to 127.0.0.1:8001 on, as a mesh's proxy does. */
const PROXY = `import os, socket, threading
server = socket.create_server(("127.0.0.1", 8001))
def copy(source, target):
    while data := source.recv(65536): target.sendall(data)
    target.shutdown(socket.SHUT_WR)
while True:
    client, _ = server.accept()
    upstream = socket.create_connection((os.environ["UPSTREAM"], 8001))
    for pair in (client, upstream), (upstream, client): threading.Thread(target=copy, args=pair, daemon=True).start()
`;

describe.skipIf(!hasNode)("a native sidecar before the pull", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
  });
  afterAll(() => tenant?.close());

  test("serves its network", async () => {
    const commit = tenant.hub.publish("org/network", singleFileModel("network", 100_000));
    const service = tenant.path("services/model-express");
    const { spec } = await tenant.client.get<{ metadata: object; spec: { clusterIP: string } }>(service);
    // The name of the server leads nowhere but to the sidecar.
    const hostAliases = [{ ip: "127.0.0.1", hostnames: [`model-express.${tenant.namespace}.svc`] }];

    await tenant.createWorker({
      name: "network",
      model: "org/network",
      annotations: { mode: "stream" },
      spec: {
        hostAliases,
        initContainers: [
          {
            name: "proxy",
            image: WORKER_IMAGE,
            restartPolicy: "Always",
            command: ["python3", "-c", PROXY],
            env: [{ name: "UPSTREAM", value: spec.clusterIP }],
            startupProbe: { exec: { command: ["bash", "-c", "</dev/tcp/127.0.0.1/8001"] }, periodSeconds: 1 },
          },
        ],
      },
    });
    const pod = await tenant.pods.untilReady("network");

    expect(pod.spec.initContainers?.map(({ name }) => name)).toEqual(["proxy", "model-express-pull"]);
    expect(pullOf(pod)?.restartCount).toBe(0);
    expect(await tenant.pods.log("network")).toContain(`READ org/network ${commit}`);
  });

  test("serves its volume, which cannot be written before", async () => {
    const commit = tenant.hub.publish("org/volume", singleFileModel("volume", 100_000));
    await createClaim("scratch");
    const mounts = [{ name: "scratch", mountPath: "/scratch" }];

    await tenant.createWorker({
      name: "volume",
      model: "org/volume",
      annotations: { mode: "stream" },
      main: {
        env: [
          { name: "DYN_NAMESPACE", value: tenant.dynamoNamespace },
          { name: "HF_HOME", value: "/scratch/huggingface" },
        ],
        volumeMounts: mounts,
      },
      spec: {
        securityContext: {},
        volumes: [{ name: "scratch", persistentVolumeClaim: { claimName: "scratch" } }],
        initContainers: [
          {
            name: "storage",
            image: WORKER_IMAGE,
            restartPolicy: "Always",
            command: ["sh", "-c", "sleep 2; chmod 777 /scratch; touch /tmp/done; exec sleep 3600"],
            securityContext: { runAsUser: 0 },
            startupProbe: { exec: { command: ["test", "-e", "/tmp/done"] }, periodSeconds: 1 },
            volumeMounts: mounts,
          },
        ],
      },
    });
    const pod = await tenant.pods.untilReady("volume");

    expect(pod.spec.initContainers?.map(({ name }) => name)).toEqual(["storage", "model-express-pull"]);
    expect(pullOf(pod)?.restartCount).toBe(0);
    expect(await tenant.pods.log("volume")).toContain(`READ org/volume ${commit}`);
  });

  /** A volume that only root can write to. */
  async function createClaim(name: string): Promise<void> {
    await createVolume(tenant, { namespace: tenant.namespace, claim: name, accessMode: "ReadWriteOnce" });
    await tenant.client.create(tenant.path("persistentvolumeclaims"), {
      metadata: { name },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: LOCAL_CLASS,
        resources: { requests: { storage: "1Gi" } },
      },
    });
  }
});
