import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { KnownReviews } from "../../../../src/admission/replicas/known-reviews.ts";
import { toKey } from "../../../../src/mutation/pod-key.ts";
import { parseReview } from "../../../admission/replicas/parse-review.ts";
import { type Client, connect } from "../bed/client.ts";
import { type ControlPlane, startControlPlane } from "../bed/control-plane.ts";
import { createNamespace } from "../bed/namespace.ts";
import { commandOf, findControlPlane } from "../bed/source.ts";
import { startWebhook, type WebhookStub } from "../bed/webhook-stub.ts";

const source = await findControlPlane();
const isOurs = source.kind === "binary" || source.kind === "folder";
const hasControllers = isOurs && commandOf("kube-controller-manager", source) !== undefined;
const REPLICAS = 6;

/** What the API server really sends is what reviews are recognized by. */
describe.skipIf(!hasControllers)("the reviews of a Deployment's pods", { timeout: 240_000 }, () => {
  let controlPlane: ControlPlane;
  let client: Client;
  let webhook: WebhookStub;

  beforeAll(async () => {
    controlPlane = await startControlPlane();
    client = connect(controlPlane);
    webhook = await startWebhook({ patch: [], warnings: [] });
  }, 240_000);
  afterAll(async () => {
    webhook?.close();
    client?.close();
    await controlPlane?.stop();
  });

  test("are recognized after the first one, and say what parsing yields", async () => {
    const namespace = await createNamespace(client);
    await client.create(CONFIGURATIONS, configurationOf(webhook, namespace));
    const probe = { metadata: { name: "probe" }, spec: template.spec };
    await vi.waitFor(async () => {
      await client.create(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, probe);
      expect(webhook.bodies.length).toBeGreaterThan(0);
    }, WAIT);
    await client.create(`/apis/apps/v1/namespaces/${namespace}/deployments`, deployment);
    const ofReplicas = () => webhook.bodies.filter((body) => body.includes('"generateName":"replica'));
    await vi.waitFor(() => expect(ofReplicas().length).toBeGreaterThanOrEqual(REPLICAS), WAIT);

    const [first = "", ...others] = ofReplicas();
    const known = new KnownReviews();
    known.learn({ body: Buffer.from(first), review: parseReview(first), key: toKey(parseReview(first)).text });
    for (const body of others) {
      const recognized = known.find(Buffer.from(body));
      const { uid, namespace: of, podName, isPodCreation, isDryRun, object } = parseReview(body);
      const key = toKey(parseReview(body)).text;
      expect(recognized).toMatchObject({ uid, namespace: of, podName, isPodCreation, isDryRun, key });
      expect(recognized?.object).toEqual(object);
    }
    expect(JSON.stringify(parseReview(first).object)).toMatch(/"kube-api-access-\w{5}"/);
  });
});

const WAIT = { timeout: 120_000, interval: 100 };
const CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
const labels = { app: "replica", "nvidia.com/dynamo-component-type": "worker" };
const template = {
  metadata: { labels },
  spec: { containers: [{ name: "main", image: "registry.example.com/main", command: ["vllm", "serve", "org/a"] }] },
};
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "replica" },
  spec: { replicas: REPLICAS, selector: { matchLabels: labels }, template },
};

function configurationOf({ url, caBundle }: WebhookStub, namespace: string): object {
  const rules = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }];
  const namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": namespace } };
  const webhook = { name: "stub.example.com", admissionReviewVersions: ["v1"], sideEffects: "None", rules };
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name: "replica-reviews" },
    webhooks: [{ ...webhook, clientConfig: { url, caBundle }, namespaceSelector }],
  };
}
