import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

interface Container {
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly resources: Readonly<Record<"requests" | "limits", { readonly memory: string }>>;
}

const file = path.join(import.meta.dirname, "../manifests/base/webhook/deployment.yaml");
const { spec } = parse(readFileSync(file, "utf8")) as {
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly [Container] } } };
};
const [{ env, resources: ofContainer }] = spec.template.spec.containers;

/** The webhook's memory request and limit by default. */
export const resources = ofContainer;

/** Node's flags as the webhook's Deployment sets them by default. */
export const NODE_FLAGS = env.find(({ name }) => name === "NODE_OPTIONS")?.value?.split(" ") ?? [];
