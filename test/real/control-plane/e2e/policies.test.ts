import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { injectionOf, pullOf } from "./injection-of.ts";
import { type Injector, startInjector } from "./injector.ts";
import { eventually, hasControllers, isOurs } from "./source.ts";
import { createTenant, type Tenant } from "./tenant.ts";
import { mainContainer, type WorkerOptions, worker } from "./worker.ts";

const optedIn = { "modelexpress.nvidia.com/inject": "enabled" };

describe.runIf(isOurs)("a namespace with policies", () => {
  let injector: Injector;
  let tenant: Tenant;

  beforeAll(async () => {
    injector = await startInjector();
  });

  afterAll(() => injector?.stop());

  async function enter(labels: Readonly<Record<string, string>> = {}): Promise<void> {
    tenant = await createTenant(injector.client, { ...optedIn, ...labels });
    await tenant.createInstance();
    await eventually(async () => {
      expect(injectionOf(await tenant.create(worker(compliant), "?dryRun=All"))).toBeDefined();
    });
    injector.warnings.splice(0);
  }

  async function limitRange(limit: object): Promise<void> {
    const spec = { limits: [{ type: "Container", ...limit }] };
    await injector.client.create(tenant.path("limitranges"), {
      apiVersion: "v1",
      kind: "LimitRange",
      metadata: { name: "limits" },
      spec,
    });
    // The API server answers from a cache of its own.
    await eventually(async () => {
      const pod = await tenant.create(worker(optedOut), "?dryRun=All");
      expect(pod.spec.containers[0]?.resources?.requests).toBeDefined();
    });
  }

  describe("with a ResourceQuota", () => {
    beforeEach(() => enter());

    it.runIf(hasControllers)("takes an injected pod, whose quota is used for its own needs only", async () => {
      const hard = { "requests.cpu": "8", "limits.cpu": "8", "requests.memory": "64Gi", "limits.memory": "64Gi" };
      await injector.client.create(tenant.path("resourcequotas"), {
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata: { name: "quota" },
        spec: { hard },
      });
      const quota = () => injector.client.get<Quota>(tenant.path("resourcequotas/quota"));
      await eventually(async () => expect((await quota()).status?.hard).toEqual(hard));

      const without = tenant.create(worker(optedOut));
      await expect(without).rejects.toThrow(/failed quota: quota: must specify limits.cpu for: main/);
      const pod = await tenant.create(worker({ main: { resources: large } }));

      expect(injectionOf(pod)?.mode).toBe("stream");
      await eventually(async () => {
        expect((await quota()).status?.used).toEqual({
          "requests.cpu": "4",
          "limits.cpu": "4",
          "requests.memory": "32Gi",
          "limits.memory": "32Gi",
        });
      });
    });
  });

  describe("with a LimitRange", () => {
    beforeEach(() => enter());

    it("gives its defaults to the pod's own containers, and the pull asks for no more than they have", async () => {
      await limitRange({
        default: { cpu: "250m", memory: "256Mi" },
        defaultRequest: { cpu: "100m", memory: "128Mi" },
        max: { cpu: "8", memory: "64Gi" },
      });

      const pod = await tenant.create(worker());

      expect(pod.spec.containers[0]?.resources).toEqual({
        limits: { cpu: "250m", memory: "256Mi" },
        requests: { cpu: "100m", memory: "128Mi" },
      });
      expect(pullOf(pod)?.resources).toEqual(pod.spec.containers[0]?.resources);
    });
  });

  describe("with less room than the pull would like", () => {
    beforeEach(() => enter());

    it("takes the pod, because the pull keeps within what its target has", async () => {
      await limitRange({ max: { cpu: "250m" } });

      const pod = await tenant.create(worker());

      expect(pullOf(pod)?.resources).toMatchObject({ limits: { cpu: "250m" } });
    });
  });

  describe("without any policy", () => {
    beforeEach(() => enter());

    it.each([
      { what: "with small requests for all of it", spec: { resources: small } },
      { what: "of Windows", spec: { os: { name: "windows" } } },
    ])("takes a pod $what", async ({ spec }) => {
      const pod = await tenant.create(worker({ spec }));

      expect(pod.metadata.uid).toBeDefined();
    });
  });

  describe("that enforces Pod Security restricted", () => {
    beforeEach(() =>
      enter({
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
      }),
    );

    it.each(compliantPods())("takes an injected pod that $what", async ({ pod }) => {
      const created = await tenant.create(worker(pod));

      expect(pullOf(created)).toBeDefined();
      // Another user than the server's stays online on a shared claim.
      expect(injector.warnings.filter((text) => !/StaysOnline|ClaimNotWritable/.test(text))).toEqual([]);
    });

    it("takes an injected pod that is root in a user namespace of its own, if it takes one at all", async (context) => {
      const pod = {
        spec: { hostUsers: false, securityContext: { runAsUser: 0, seccompProfile } },
        main: { securityContext: confined },
      };
      const isTaken = await tenant.create(worker({ ...pod, ...optedOut }), "?dryRun=All").catch(() => undefined);
      context.skip(isTaken === undefined, "this version of Kubernetes does not");

      const created = await tenant.create(worker(pod));

      expect(pullOf(created)).toBeDefined();
    });

    it("refuses what it would refuse without us, with the same words", async () => {
      const main = { ...compliant.main, securityContext: { capabilities: { drop: ["ALL"] } } };
      const messageFor = async (options: WorkerOptions) => {
        const error = await tenant.create(worker({ ...options, name: "refused" })).catch((reason: Error) => reason);
        return error instanceof Error ? error.message : "it was accepted";
      };

      const message = await messageFor({ ...compliant, main });

      expect(message).toContain('violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false');
      expect(message).toBe(await messageFor({ ...compliant, main, ...optedOut }));
    });
  });

  it("that enforces Pod Security baseline takes an injected pod that runs as root", async () => {
    await enter({ "pod-security.kubernetes.io/enforce": "baseline", "pod-security.kubernetes.io/warn": "baseline" });

    const pod = await tenant.create(worker({ main: { securityContext: { runAsUser: 0 } } }));

    expect(pullOf(pod)).toBeDefined();
    expect(injector.warnings).toEqual([]);
  });
});

interface Quota {
  readonly status?: { readonly hard?: object; readonly used?: object };
}

const large = { requests: { cpu: "4", memory: "32Gi" }, limits: { cpu: "4", memory: "32Gi" } };
const small = { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "8", memory: "64Gi" } };
const optedOut = { labels: { "modelexpress.nvidia.com/inject": "disabled" } };
const seccompProfile = { type: "RuntimeDefault" };
const confined = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
const compliant = {
  spec: { securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000, seccompProfile } },
  main: { securityContext: confined },
} satisfies WorkerOptions;

function compliantPods(): { readonly what: string; readonly pod: WorkerOptions }[] {
  const ownContext = { ...confined, runAsNonRoot: true, runAsUser: 1001, runAsGroup: 1001, seccompProfile };
  const sidecar = { ...mainContainer(), name: "sidecar", securityContext: ownContext };
  return [
    { what: "says so for the pod", pod: compliant },
    { what: "says so for the container", pod: { main: { securityContext: ownContext } } },
    {
      what: "names no user",
      pod: { main: { securityContext: { ...confined, runAsNonRoot: true, seccompProfile } } },
    },
    {
      what: "has containers of different users",
      pod: {
        spec: { containers: [{ ...mainContainer(), securityContext: { ...ownContext, runAsUser: 2000 } }, sidecar] },
      },
    },
  ];
}
