import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasKubectl } from "../chart/kubectl.ts";
import { type Deployer, startDeployer } from "../deployment/deployer.ts";
import { eventually, hasControllers } from "../e2e/source.ts";
import { type ConversionWebhook, startConversion } from "./conversion.ts";
import { defineGraphs } from "./definition.ts";
import { annotated, createGraphUser, type GraphUser } from "./graph-bed.ts";

const definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/dynamographdeployments.nvidia.com";

describe.runIf(hasControllers && hasKubectl())(
  "Dynamo that comes after the controller, goes, and comes back newer",
  () => {
    let deployer: Deployer;
    let conversion: ConversionWebhook;
    let user: GraphUser;

    beforeAll(async () => {
      // It is ready without Dynamo.
      deployer = await startDeployer({ graphs: "follow" });
      conversion = await startConversion();
      user = await createGraphUser(deployer.client, deployer.controlPlane.kubeconfig);
    });

    afterAll(async () => {
      await deployer?.stop();
      conversion?.close();
    });

    it("is followed when it comes, in the one version that it has", async () => {
      await defineGraphs(deployer.client, { version: "1.0" });
      // kubectl learns of a new resource a moment after it can be listed.
      await eventually(() => user.apply(annotated("g", "ModelExpress: {pvc: {name: models}}")));

      await user.expectInstances("g-modelexpress");
      const [instance] = await user.instances();
      expect(instance?.metadata.ownerReferences).toMatchObject([{ apiVersion: "nvidia.com/v1alpha1" }]);
    });

    it("leaves behind what was made for its graphs when it goes, and what is deleted then is not made again", async () => {
      await deployer.client.delete(definition);
      // Its objects go first. Whatever is applied to it until it is gone itself, goes with it.
      await eventually(() => expect(deployer.client.get(definition)).rejects.toMatchObject({ status: 404 }));

      // Without the definition the garbage collector does not know the owner's kind, and lets its objects be.
      await user.undeclare("g-modelexpress");
      await user.expectInstances();
    });

    it("is followed again when it is back, with more versions", async () => {
      await eventually(() => defineGraphs(deployer.client, { version: "1.6", conversion }));
      await eventually(() => user.apply(annotated("new", "ModelExpress: {pvc: {name: models}}", "v1beta1")));

      await user.expectInstances("new-modelexpress");
    });
  },
);
