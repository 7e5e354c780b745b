import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import type { StoredPod } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

const ENGINE = "python3 -m dynamo.vllm --model org/a";

interface Trouble {
  readonly isThere: (pod: StoredPod) => boolean;
  readonly words: RegExp;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly main?: object;
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  "waits-by-itself": {
    main: { resources: { requests: { cpu: "1000" } } },
    isThere: isUnscheduled,
    words: /the pod waits for a node \(Unschedulable\): .*Insufficient cpu/,
  },
  "waits-for-us": {
    annotations: { "pull-resources": "cpu=1000" },
    isThere: isUnscheduled,
    words: /model-express-pull asks for more cpu than the containers: lower it by .*pull-resources/i,
  },
  crashes: {
    main: { command: ["sh", "-c", `${ENGINE} --once; exit 3`], args: [] },
    isThere: ({ status }) => (status.containerStatuses?.[0]?.restartCount ?? 0) > 0,
    words: /container main ended with Error, code 3 \(\d+ restarts?\)/,
  },
  "needs-memory": {
    main: {
      command: ["sh", "-c", `${ENGINE} --once && exec python3 -c 'x = bytearray(10**9)'`],
      args: [],
      resources: { limits: { memory: "200Mi" } },
    },
    isThere: ({ status }) => status.containerStatuses?.[0]?.lastState.terminated !== undefined,
    words: /container main ended with OOMKilled, code 137 \(\d+ restarts?\)/,
  },
  "has-no-image": {
    main: { image: "registry.invalid/worker:1" },
    isThere: ({ status }) => /Image|Pull/.test(JSON.stringify(status.containerStatuses?.[0]?.state.waiting ?? {})),
    words: /container main cannot start \((ErrImagePull|ImagePullBackOff)\)/,
  },
};

describe.skipIf(!hasNode)("an injected pod that does not run", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
    tenant.hub.publish("org/a", singleFileModel("a", 100_000));
    // At once: most of the time is the kubelet's.
    for (const [name, { annotations = {}, main = {} }] of Object.entries(TROUBLES)) {
      await tenant.createWorker({ name, annotations, main });
    }
  });
  afterAll(() => tenant?.close());

  test.each(Object.entries(TROUBLES))("is explained in Kubernetes' words: %s", async (name, { isThere, words }) => {
    await tenant.pods.until(name, isThere);

    const { out, code } = await tenant.command("explain", "pod", name);

    expect(out).toMatch(words);
    expect(code).toBe(3);
    const checked = await tenant.command("check", "--all");
    const line = checked.out.split("\n").find((each) => each.includes(`(${name})`));
    expect(line).toMatch(words);
    await tenant.pods.delete(name);
  });

  test("counts what the injector added as the injector's when it is explained", async () => {
    await tenant.createWorker({ name: "runs" });
    const pod = await tenant.pods.untilReady("runs");
    const names = pod.spec.containers[0]?.env?.map((variable) => variable.name);
    expect(names).toContain("MODEL_EXPRESS_URL");

    const { out, code } = await tenant.command("explain", "pod", "runs");

    expect(out).toMatch(/Injected: mode shared, from /);
    // As if the pod had them not yet: they are still to be added.
    expect(out).toMatch(/^ +main:\n +volume model-express at \/model-express\n +MODEL_EXPRESS_URL=/m);
    expect(code, out).toBe(0);
  });
});

function isUnscheduled({ status }: StoredPod): boolean {
  return status.conditions?.some(({ type, status: state }) => type === "PodScheduled" && state === "False") ?? false;
}
