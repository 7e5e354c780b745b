import { expect } from "vitest";
import type { ModelExpressStatus } from "../../../../src/deployment/model-express-status.ts";
import type { Client, KubernetesObject } from "../bed/client.ts";
import { createNamespace } from "../bed/namespace.ts";
import { eventually } from "../e2e/source.ts";
import { type Tenant, tenantOf } from "../e2e/tenant.ts";

export interface Declared extends KubernetesObject {
  readonly spec: object;
  readonly status?: ModelExpressStatus;
}

export interface DeploymentObject extends KubernetesObject {
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly metadata: { labels: Record<string, string> }; spec: Record<string, unknown> };
  };
}

const RESOURCE = "modelexpress.nvidia.com/v1alpha1/modelexpresses";

/** A namespace, and what somebody declares in it. */
export interface Declarer extends Tenant {
  /** Server-side apply, as a user of kubectl. */
  declare(name: string, spec: object): Promise<void>;
  undeclare(name: string): Promise<void>;
  declared(name: string): Promise<Declared>;
  get<T extends KubernetesObject>(resource: string): Promise<T>;
  /** Waits until the conditions are so, as `Type=Status Reason`. */
  expectConditions(name: string, ...conditions: readonly string[]): Promise<void>;
  /** The message of a condition. */
  messageOf(name: string, type: string): Promise<string>;
  /** Does what the kubelet would: lets whatever pod the instance has serve, until that is told. */
  serve(name: string): Promise<void>;
}

export async function createDeclarer(client: Client, labels: Readonly<Record<string, string>> = {}): Promise<Declarer> {
  const tenant = tenantOf(client, await createNamespace(client, labels));
  const { namespace, path } = tenant;
  const pathOf = (name: string) => path(`${RESOURCE}/${name}`);
  const declared = (name: string) => client.get<Declared>(pathOf(name));
  const conditionsOf = async (name: string) => (await declared(name)).status?.conditions ?? [];
  return {
    ...tenant,
    declared,
    declare: async (name, spec) => {
      const metadata = { name, namespace };
      const object = { apiVersion: "modelexpress.nvidia.com/v1alpha1", kind: "ModelExpress", metadata, spec };
      await client.apply(`${pathOf(name)}?fieldValidation=Strict`, object);
    },
    undeclare: (name) => client.delete(pathOf(name)),
    get: (resource) => client.get(path(resource)),
    expectConditions: (name, ...expected) =>
      eventually(async () => {
        const texts = (await conditionsOf(name)).map(({ type, status, reason }) => `${type}=${status} ${reason}`);
        expect(texts).toEqual(expect.arrayContaining([...expected]));
      }),
    messageOf: async (name, type) => (await conditionsOf(name)).find((each) => each.type === type)?.message ?? "",
    serve: (name) =>
      eventually(async () => {
        const selector = encodeURIComponent(`modelexpress.nvidia.com/model-express=${name}`);
        const pods = await client.list(`${path("pods")}?labelSelector=${selector}`);
        for (const { metadata } of pods) await client.merge(path(`pods/${metadata.name}/status`), { status: READY });
        const available = (await conditionsOf(name)).find(({ type }) => type === "Available");
        expect(available).toMatchObject({ status: "True", reason: "Serving" });
      }),
  };
}

const READY = { phase: "Running", conditions: [{ type: "Ready", status: "True" }] };
