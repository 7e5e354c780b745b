import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, run } from "../../../command-line/run.ts";
import { type Client, connect } from "../bed/client.ts";
import { type ControlPlane, startControlPlane } from "../bed/control-plane.ts";
import { type AuditLog, prepareAuditLog } from "../e2e/audit-log.ts";
import { applyManifest, manifestOf } from "../e2e/manifests.ts";
import { isOurs } from "../e2e/source.ts";
import { instanceService, tenantOf } from "../e2e/tenant.ts";
import { worker } from "../e2e/worker.ts";

const NAMESPACES = 150;
const PODS = 3;
const DEFINITION = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/modelexpresses.modelexpress.nvidia.com";

/** As many namespaces as a big cluster has, each with its own Model Express and three pods that were missed. */
describe.runIf(isOurs)(`check of ${NAMESPACES} namespaces`, { timeout: 240_000 }, () => {
  let controlPlane: ControlPlane;
  let client: Client;
  let audit: AuditLog;
  let directory: string;
  let outcome: Outcome;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "check-many-"));
    audit = await prepareAuditLog(directory, "admin");
    controlPlane = await startControlPlane({ apiServerFlags: audit.flags });
    client = connect(controlPlane);
    await applyManifest(client, manifestOf("CustomResourceDefinition"));
    await inParallel(NAMESPACES, (index) => createTeam(client, `team-${index}`));
    const before = audit.calls().length;
    outcome = await run(["check", "--connect", "none"], { env: { KUBECONFIG: controlPlane.kubeconfig } });
    reads = audit.calls().slice(before);
  }, 300_000);

  let reads: ReturnType<AuditLog["calls"]>;

  afterAll(async () => {
    client?.close();
    await controlPlane?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it("fits on one screen, and counts what it does not list", () => {
    expect(outcome.code).toBe(3);
    expect(outcome.err).toBe("");
    expect(outcome.out).toMatch(/PodsMissed/);
    expect(outcome.out).toMatch(/and 142 more/);
    expect(outcome.out.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
  });

  it("asks the API server at most a few times per namespace, and lists each resource of the cluster once", () => {
    expect(reads.length).toBeGreaterThan(NAMESPACES);
    const perNamespace = reads.filter(({ uri }) => uri.includes("/namespaces/team-"));
    // Its pods, the endpoints of its instance, and the instance's own pods, because none of them is ready.
    expect(perNamespace.length).toBeLessThanOrEqual(3 * NAMESPACES);
    const wide = reads.filter(({ uri }) => !uri.includes("/namespaces/team-"));
    expect(wide.length).toBeLessThanOrEqual(15);
    const single = reads.filter(({ verb }) => verb !== "list");
    expect(single.map(({ verb, uri }) => `${verb} ${uri}`)).toEqual([`get ${DEFINITION}`]);
  });
});

async function createTeam(client: Client, namespace: string): Promise<void> {
  await client.create("/api/v1/namespaces", {
    metadata: { name: namespace, labels: { "modelexpress.nvidia.com/inject": "enabled" } },
  });
  await client.apply(`/api/v1/namespaces/${namespace}/serviceaccounts/default`, {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "default" },
  });
  const tenant = tenantOf(client, namespace);
  await client.create(tenant.path("services"), instanceService({ serves: `${namespace}-vllm-agg` }));
  for (let index = 0; index < PODS; index++) {
    await tenant.create(worker({ name: `worker-${index}`, dynamoNamespace: `${namespace}-vllm-agg` }));
  }
}

const AT_ONCE = 8;

async function inParallel(count: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
