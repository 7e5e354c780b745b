import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { untilSuccess } from "../control-plane/bed/poll.ts";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { PULL, pullOf } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

const NETWORKING = "networking.k8s.io/v1";
const LIMIT = { timeoutMilliseconds: 100_000 };

// The policies of the chart hold for every test of the node: they are enforced from the start.
describe.skipIf(!hasNode)("a namespace whose NetworkPolicies deny what they do not name", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
    await allow("deny-all", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    await allow("names", {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [{ ports: [{ port: 53, protocol: "UDP" }] }],
    });
    // The hub is outside of the cluster.
    await allow("hub", { podSelector: SERVER, policyTypes: ["Egress"], egress: [{}] });
  });
  afterAll(() => tenant?.close());

  test("keeps a worker from its Model Express until the policies of the documentation are there", async () => {
    const { pods, hub, client } = tenant;
    const commit = hub.publish("org/a", singleFileModel("a", 1_000_000));

    await tenant.createWorker({ name: "worker", annotations: { mode: "stream" } });
    const denied = await untilSuccess(async () => {
      const log = await pods.log("worker", PULL);
      expect(log).toContain("attempt 1 failed");
      return log;
    }, LIMIT);
    expect(denied).toMatch(/attempt 1 failed, .*: Connection refused/);
    expect(hub.downloads()).toEqual({});

    for (const policy of readPolicies()) await client.create(tenant.path("networkpolicies", NETWORKING), policy);
    const pod = await pods.untilReady("worker");

    expect(pullOf(pod)?.restartCount).toBe(0);
    expect(await pods.log("worker")).toContain(`READ org/a ${commit}`);
  });

  async function allow(name: string, spec: object): Promise<void> {
    await tenant.client.create(tenant.path("networkpolicies", NETWORKING), { metadata: { name }, spec });
  }
});

const SERVER = { matchLabels: { "app.kubernetes.io/name": "model-express" } };

function readPolicies(): object[] {
  const file = path.join(import.meta.dirname, "../../../docs/model-express.md");
  const blocks = readFileSync(file, "utf8").matchAll(/^```yaml\n(.*?)^```$/gms);
  const documents = [...blocks].flatMap(([, text = ""]) => parseAllDocuments(text).map((each) => each.toJSON()));
  return documents.filter(({ kind }) => kind === "NetworkPolicy");
}
