import { describe, expect, test } from "vitest";
import { LOAD_LIMITS } from "../../src/admission/load.ts";
import { readBase } from "../real/control-plane/e2e/manifests.ts";

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly resources: { readonly requests: { readonly memory: string }; readonly limits: { readonly memory: string } };
}

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Container[] } } };
}

const deployments = readBase().filter(({ kind }) => kind === "Deployment") as unknown as readonly Deployment[];
const containers = deployments.flatMap(({ metadata, spec }) =>
  spec.template.spec.containers.map((container) => [metadata.name, container] as const),
);

/** Mebibytes of `384Mi`. */
function mebibytes(quantity: string): number {
  return Number(/^(\d+)Mi$/.exec(quantity)?.[1]);
}

function heapOf({ env = [] }: Container): number {
  const options = env.find(({ name }) => name === "NODE_OPTIONS")?.value ?? "";
  return Number(/--max-old-space-size=(\d+)/.exec(options)?.[1]);
}

/** Node itself, its code and the young generation: an idle process takes 75 MiB, of which a part is heap. */
const PROCESS = 64;
/** Received, joined and decoded, each of them until it is collected. */
const BODIES = 3;
/** The resident memory of the webhook after 20,000 reviews (`bench/memory.ts`), and of the idle controller. */
const USUAL: Readonly<Record<string, number>> = {
  "model-express-injector-webhook": 131,
  "model-express-injector-controller": 100,
};
/** 1,024 TLS connections of 60 KB. */
const CONNECTIONS = 60;

describe("memory", () => {
  test("is limited for the webhook and the controller", () => {
    expect(containers.map(([, { name }]) => name)).toHaveLength(2);
  });

  test.each(containers)("of %s has room for the heap and for what is outside of it", (name, container) => {
    const limit = mebibytes(container.resources.limits.memory);
    const bodies = name.endsWith("webhook") ? BODIES * (LOAD_LIMITS.mostBytes / 2 ** 20) : 0;
    const outside = PROCESS + CONNECTIONS + bodies;
    expect(heapOf(container)).toBeGreaterThanOrEqual(128);
    expect(heapOf(container) + outside).toBeLessThanOrEqual(limit);
    expect(mebibytes(container.resources.requests.memory)).toBeLessThan(limit);
    expect(mebibytes(container.resources.requests.memory)).toBeGreaterThanOrEqual(
      USUAL[name] ?? Number.POSITIVE_INFINITY,
    );
  });
});
