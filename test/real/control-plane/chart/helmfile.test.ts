import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Controller } from "../../../../src/processes/controller.ts";
import { NAME } from "../../tools/helm/render.ts";
import { findHelmfile, type Helmfile } from "../../tools/helmfile/helmfile.ts";
import { buildKwok } from "../../tools/kwok/build-kwok.ts";
import { type Node, startNode } from "../../tools/kwok/node.ts";
import { type Client, connect, type KubernetesObject } from "../bed/client.ts";
import { type ControlPlane, startControlPlane } from "../bed/control-plane.ts";
import { writeServingCertificate } from "../e2e/serving-certificate.ts";
import { eventually, isOurs } from "../e2e/source.ts";
import { startControllerOfChart } from "./controller.ts";
import { hasKubectl } from "./kubectl.ts";

const helmfile = await findHelmfile();
const kwok = await buildKwok();

/** Of what `helmfile build` prints: the state that it acts by. */
interface State {
  readonly repositories: readonly { readonly name: string; readonly url: string }[];
  readonly releases: readonly {
    readonly name: string;
    readonly chart: string;
    readonly values?: readonly { readonly "dynamo-operator"?: object }[];
  }[];
}

describe.runIf(helmfile)("the Helmfile", () => {
  it("composes the published platform and this checkout's chart", async () => {
    const { repositories, releases } = parse(await (helmfile as Helmfile)(["build"])) as State;

    expect(repositories).toEqual([{ name: "nvidia-ai-dynamo", url: "https://helm.ngc.nvidia.com/nvidia/ai-dynamo" }]);
    expect(releases.map(({ chart }) => chart)).toEqual(["nvidia-ai-dynamo/dynamo-platform", "../chart"]);
    // The operator's own address would beat every instance.
    expect(JSON.stringify(releases)).not.toContain("modelExpressURL");
  });
});

const isPossible = isOurs && helmfile !== undefined && kwok.isBuilt && hasKubectl();

/** The platform's chart is in a repository that the tests do not reach: only the release of the injector is installed. */
describe.runIf(isPossible)("the Helmfile's injector and Model Express, in a cluster whose node is kwok's", () => {
  const only = ["--selector", `name=${NAME}`];
  const flags = ["--skip-deps"];
  let controlPlane: ControlPlane;
  let client: Client;
  let node: Node | undefined;
  let folder: string;
  let controller: Controller | undefined;

  beforeAll(async () => {
    controlPlane = await startControlPlane({ hasScheduler: true });
    client = connect(controlPlane);
    folder = await mkdtemp(path.join(tmpdir(), "helmfile-node-"));
    await writeServingCertificate(folder);
    const binary = kwok.isBuilt ? kwok.binary : "";
    node = await startNode({ binary, client, kubeconfig: controlPlane.kubeconfig, folder, forwards: [] });
  });

  afterAll(async () => {
    await controller?.close();
    await node?.stop();
    client?.close();
    await controlPlane?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (command: string): Promise<string> =>
    (helmfile as Helmfile)([...only, command, ...flags], { KUBECONFIG: controlPlane.kubeconfig });

  it("are installed, with the namespace opted in", async () => {
    await run("sync");

    const { metadata } = await client.get("/api/v1/namespaces/inference");
    expect(metadata.labels).toMatchObject({ "modelexpress.nvidia.com/inject": "enabled" });
    const path = "/apis/modelexpress.nvidia.com/v1alpha1/namespaces/inference/modelexpresses/model-express";
    expect(await client.get(path)).toMatchObject({ spec: { dynamoNamespace: "global", pvc: { create: true } } });
  });

  it("become an instance that the webhook finds", async () => {
    controller = await startControllerOfChart({ client, controlPlane }, { modelExpress: "deploy" });

    await eventually(async () => {
      const service = await client.get<KubernetesObject>("/api/v1/namespaces/inference/services/model-express");
      expect(service.metadata).toMatchObject({
        labels: { "modelexpress.nvidia.com/dynamo-namespace": "global" },
        annotations: { "modelexpress.nvidia.com/claim": "model-express-cache" },
      });
      await client.get("/api/v1/namespaces/inference/persistentvolumeclaims/model-express-cache");
    });
  });

  it("are removed, except for the claim with the models", async () => {
    await run("destroy");

    // The garbage collector looks every 30 s for kinds that it does not know yet, such as ModelExpress.
    await eventually(async () => {
      const services = await client.list<KubernetesObject>("/api/v1/namespaces/inference/services");
      expect(services.map(({ metadata }) => metadata.name)).not.toContain("model-express");
    });
    const claim = await client.get("/api/v1/namespaces/inference/persistentvolumeclaims/model-express-cache");
    expect(claim.metadata).not.toHaveProperty("deletionTimestamp");
  });
});
