import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Deployment } from "kubernetes-models/apps/v1";
import { PersistentVolumeClaim, Service, ServiceAccount } from "kubernetes-models/v1";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { planClaim } from "../../src/deployment/desired/claim.ts";
import { buildDeployment } from "../../src/deployment/desired/deployment.ts";
import { buildService } from "../../src/deployment/desired/service.ts";
import { buildServiceAccount } from "../../src/deployment/desired/service-account.ts";
import { withImage } from "../../src/deployment/model-express.ts";
import { type JsonObject, objectAt } from "../../src/kubernetes/json.ts";
import { readInstance } from "../../src/model-express/read-instance.ts";
import { SERVER_IMAGE } from "../../src/model-express/server-image.ts";
import { violationsOfRestricted } from "../injection/pod-security.ts";
import { actualState, readValid } from "./declare.ts";

const directory = path.join(import.meta.dirname, "golden");
const MODELS = { Deployment, PersistentVolumeClaim, Service, ServiceAccount };

function readGolden(name: string) {
  const text = (file: string) => readFileSync(path.join(directory, name, file), "utf8");
  const instance = readValid(parse(text("model-express.yaml")) as JsonObject);
  return {
    instance,
    expected: parseAllDocuments(text("objects.yaml")).map((document) => document.toJS() as JsonObject),
  };
}

/** Written by hand from the promises of `docs/model-express.md`, never recorded. */
describe.each(readdirSync(directory))("a ModelExpress: %s", (name) => {
  const { instance, expected } = readGolden(name);
  const claim = planClaim(instance, actualState({ claim: undefined })).object ?? {};
  const objects = [
    buildServiceAccount(instance),
    buildService(instance),
    claim,
    buildDeployment(withImage(instance, SERVER_IMAGE), 1),
  ];

  it("becomes these objects", () => {
    expect(objects).toEqual(expected);
  });

  it("becomes objects that are valid by Kubernetes's schemas", () => {
    for (const object of objects) {
      const Model = MODELS[object["kind"] as keyof typeof MODELS] as new (data: never) => { validate(): void };
      expect(() => new Model(object as never).validate(), String(object["kind"])).not.toThrow();
    }
  });

  it("becomes a Service that the injector reads as this instance", () => {
    const { dynamoNamespace, gate, image, imagePullPolicy, imagePullSecrets = [], pvc } = instance.spec;

    expect(readInstance(buildService(instance))).toEqual({
      namespace: instance.namespace,
      name: instance.name,
      scope: dynamoNamespace,
      createdAt: "",
      port: 8001,
      claim: pvc.name,
      claimSubPath: pvc.subPath ?? "",
      isReadOnly: pvc.readOnly,
      ...(image === undefined ? {} : { image }),
      ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
      imagePullSecrets: imagePullSecrets.map(({ name }) => name),
      isDeployed: true,
      ...(gate === undefined ? {} : { gate }),
    });
  });
});

it("runs pods that Pod Security's restricted profile admits", () => {
  const { instance } = readGolden("as-the-proposal-writes-it");
  const template = objectAt(objectAt(buildDeployment(withImage(instance, SERVER_IMAGE), 1), "spec"), "template");

  expect(violationsOfRestricted(template)).toEqual([]);
});
