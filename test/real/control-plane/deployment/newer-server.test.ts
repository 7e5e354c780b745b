import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SERVER_IMAGE } from "../../../../src/model-express/server-image.ts";
import type { KubernetesObject } from "../bed/client.ts";
import { eventually, hasControllers } from "../e2e/source.ts";
import { createDeclarer, type Declarer, type DeploymentObject } from "./declared-instance.ts";
import { type Deployer, startDeployer } from "./deployer.ts";

const OWN = "registry.example.com/modelexpress-server:0.7.0";
const NEWER = "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.8.0";
const ANNOTATION = "modelexpress.nvidia.com/image";

describe.runIf(hasControllers)("pull.image of the configuration", () => {
  let deployer: Deployer;
  let declarer: Declarer;

  beforeAll(async () => {
    deployer = await startDeployer();
    declarer = await createDeclarer(deployer.client);
    await declarer.declare("usual", { dynamoNamespace: "usual", pvc: { name: "usual" } });
    await declarer.declare("own", { dynamoNamespace: "own", image: OWN, pvc: { name: "own" } });
  });

  afterAll(() => deployer?.stop());

  async function imageOf(name: string): Promise<unknown> {
    const { spec } = await declarer.get<DeploymentObject>(`apps/v1/deployments/${name}`);
    const [server] = spec.template.spec["containers"] as readonly { readonly image: string }[];
    return server?.image;
  }

  const expectImages = (usual: string) =>
    eventually(async () => expect([await imageOf("usual"), await imageOf("own")]).toEqual([usual, OWN]));

  it("is the image of each server that names none, and moves them when it changes", async () => {
    await expectImages(SERVER_IMAGE);

    await deployer.configure({ pull: { image: NEWER } });

    await expectImages(NEWER);
  });

  it("is not repeated on their Services, whose pods follow the configuration by themselves", async () => {
    const annotationsOf = async (name: string) => {
      const { metadata } = await declarer.get<KubernetesObject>(`services/${name}`);
      return (metadata as { readonly annotations?: Record<string, string> }).annotations?.[ANNOTATION];
    };

    expect(await annotationsOf("usual")).toBeUndefined();
    expect(await annotationsOf("own")).toBe(OWN);
  });
});
