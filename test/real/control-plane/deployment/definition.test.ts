import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, connect } from "../bed/client.ts";
import { type ControlPlane, startControlPlane } from "../bed/control-plane.ts";
import { applyManifest, manifestOf } from "../e2e/manifests.ts";
import { eventually } from "../e2e/source.ts";

const PATH = "/apis/modelexpress.nvidia.com/v1alpha1/namespaces/default/modelexpresses";
const minimal = { dynamoNamespace: "global", pvc: { name: "models" } };

function modelExpress(name: string, spec: object) {
  return { apiVersion: "modelexpress.nvidia.com/v1alpha1", kind: "ModelExpress", metadata: { name }, spec };
}

describe("the API server", () => {
  let controlPlane: ControlPlane;
  let client: Client;

  beforeAll(async () => {
    controlPlane = await startControlPlane();
    client = connect(controlPlane);
    await applyManifest(client, manifestOf("CustomResourceDefinition"));
    await eventually(() => client.list(PATH));
  });

  afterAll(async () => {
    client?.close();
    await controlPlane?.stop();
  });

  const take = (name: string, spec: object) =>
    client.apply<{ readonly spec: object }>(`${PATH}/${name}?fieldValidation=Strict`, modelExpress(name, spec));

  it("accepts the definition as structural, without a warning", async () => {
    const { status } = await client.get<{ status: { conditions: { type: string; status: string }[] } }>(
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/modelexpresses.modelexpress.nvidia.com",
    );

    expect(status.conditions.filter((each) => each.status === "True").map(({ type }) => type)).toEqual(
      expect.arrayContaining(["NamesAccepted", "Established"]),
    );
    expect(status.conditions.map(({ type }) => type)).not.toContain("NonStructuralSchema");
  });

  it("fills in the documented defaults", async () => {
    const { spec } = await take("defaults", { ...minimal, redis: {} });

    expect(spec).toEqual({
      dynamoNamespace: "global",
      pvc: { name: "models", create: false, accessMode: "ReadWriteMany", deletionPolicy: "Retain", readOnly: false },
      redis: { image: "docker.io/library/redis:7.2-alpine" },
    });
  });

  it("accepts every field, and keeps it", async () => {
    const spec = {
      dynamoNamespace: "Team_A.graph",
      image: `registry.example.com:5000/a/b:1@sha256:${"0".repeat(64)}`,
      imagePullPolicy: "Always",
      imagePullSecrets: [{ name: "registry" }],
      pvc: {
        name: "models",
        create: true,
        size: "1.5Ti",
        storageClass: "fast",
        accessMode: "ReadWriteOnce",
        deletionPolicy: "Delete",
        subPath: "a/b",
        readOnly: true,
      },
      huggingFaceTokenSecret: "hf",
      resources: { requests: { cpu: 2, memory: "1Gi" }, limits: { cpu: "500m" } },
      nodeSelector: { "kubernetes.io/os": "linux" },
      tolerations: [{ key: "gpu", operator: "Exists", effect: "NoSchedule" }],
      serviceAccount: { annotations: { "eks.amazonaws.com/role-arn": "arn" } },
      env: [
        { name: "A", value: "1" },
        { name: "B", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
      ],
      redis: { image: "valkey/valkey:8", resources: { limits: { memory: "64Mi" } } },
      podTemplate: {
        metadata: { labels: { a: "b" }, annotations: { c: "d" } },
        spec: { affinity: { $patch: "replace", nodeAffinity: {} }, containers: [{ name: "x", args: ["1"] }] },
      },
    };

    expect((await take("everything", spec)).spec).toEqual(spec);
  });

  it.each<[string, object, RegExp]>([
    ["a claim to be made without a size", { pvc: { name: "m", create: true } }, /create: true needs a size/],
    [
      "a claim to be deleted that it does not make",
      { pvc: { name: "m", deletionPolicy: "Delete" } },
      /needs create: true/,
    ],
    ["a negative size", { pvc: { name: "m", size: "-1Gi" } }, /pvc\.size/],
    ["a way out of the claim", { pvc: { name: "m", subPath: ".." } }, /pvc\.subPath/],
    ["a claim that only reads", { pvc: { name: "m", accessMode: "ReadOnlyMany" } }, /Unsupported value/],
    ["no claim", { pvc: undefined }, /spec\.pvc: Required/],
    ["no dynamo namespace", { dynamoNamespace: undefined }, /spec\.dynamoNamespace: Required/],
    ["several servers", { replicas: 2 }, /replicas/],
    ["a namespace in a reference", { pvc: { name: "m", namespace: "other" } }, /namespace/],
    ["a namespace for its pods", { podTemplate: { metadata: { namespace: "other" } } }, /namespace/],
    ["a quantity that is none", { resources: { limits: { memory: "much" } } }, /memory/],
  ])("refuses %s", async (_, change, message) => {
    await expect(take("refused", { ...minimal, ...change })).rejects.toThrow(message);
  });

  it.each(["1st", "a.b", "-a", "a".repeat(64)])("refuses the name %s, which cannot be a Service's", async (name) => {
    await expect(take(name, minimal)).rejects.toMatchObject({ status: 422 });
  });

  it("lets an instance keep its claim, and change everything else", async () => {
    await take("changed", minimal);

    await expect(take("changed", { ...minimal, pvc: { name: "other" } })).rejects.toThrow(/pvc.name is immutable/);
    await take("changed", {
      dynamoNamespace: "graph",
      pvc: { name: "models", create: true, size: "1Gi", subPath: "x" },
    });
  });
});
