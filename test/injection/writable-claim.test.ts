import fc from "fast-check";
import jsonPatch from "fast-json-patch";
import { expect, test } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import { type JsonObject, type JsonValue, member, objectAt, objectsAt, textAt } from "../../src/kubernetes/json.ts";
import { arbitraryPod } from "./arbitrary-pod.ts";
import { containersOf, variable } from "./cache/reading.ts";

type Writable = Record<string, JsonValue>;

const PREFIX = "modelexpress.nvidia.com/";
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");
/** Without settings of their own for the address and the cache, with which the claim is only a volume of the user's. */
const pods = arbitraryPod.map((pod) => {
  const copy = structuredClone(pod);
  for (const key of ["claim", "url"])
    delete (objectAt(objectAt(copy, "metadata"), "annotations") as Writable)[PREFIX + key];
  for (const container of containersOf(copy) as readonly Writable[]) {
    delete container["env"];
    const mounts = objectsAt(container, "volumeMounts");
    container["volumeMounts"] = mounts.filter(({ mountPath }) => /^\/(?:cache|other)/.test(String(mountPath)));
  }
  return copy;
});
const claims = fc.record({ isReadOnly: fc.boolean(), mode: fc.constantFrom("ReadWriteMany", "ReadOnlyMany") });

test("no online container gets a claim where it cannot write, unless the pod asks to share", () => {
  let count = 0;
  fc.assert(
    fc.property(pods, claims, (pod, { isReadOnly, mode }) => {
      if (isAsked(pod)) return;
      const after = inject(pod, claimCluster(isReadOnly, mode));
      for (const container of containersOf(after).filter((one) => isOnline(one, pod))) {
        const mount = mountOfClaim(container, after);
        if (mount === undefined) continue;
        count += 1;
        expect(mount["readOnly"]).not.toBe(true);
        expect(mode).toBe("ReadWriteMany");
        expect([undefined, 0, 1000]).toContain(userOf(container, pod));
      }
    }),
    { numRuns: 4000 },
  );
  expect(count).toBeGreaterThan(25);
});

function isAsked(pod: JsonObject): boolean {
  const isForShared = objectAt(objectAt(pod, "metadata"), "annotations")[`${PREFIX}mode`] === "shared";
  return isForShared || JSON.stringify(pod).includes("--download-dir");
}

function inject(pod: JsonObject, cluster: MemoryDirectory): JsonObject {
  const { operations } = mutatePod({ namespace: "ns", object: pod }, cluster, settings);
  const after = structuredClone(pod);
  jsonPatch.applyPatch(after, structuredClone(operations) as jsonPatch.Operation[], true);
  return after;
}

/** Not a frontend, which reads through Dynamo's own client: that makes no lock for a cached file. */
function isOnline(container: JsonObject, before: JsonObject): boolean {
  const name = textAt(container, "name");
  const isOld = containersOf(before).some((one) => one["name"] === name);
  const isFrontend = name === "sidecar-frontend" || JSON.stringify(container).includes("dynamo.frontend");
  return isOld && !isFrontend && variable(container, "HF_HUB_OFFLINE") !== "1";
}

/** The mount of the claim with the container's hub directory. */
function mountOfClaim(container: JsonObject, { spec }: JsonObject): JsonObject | undefined {
  const directory = `${variable(container, "HF_HUB_CACHE")}/`;
  const volume = objectsAt(objectAt({ spec: spec ?? {} }, "spec"), "volumes").find(
    (one) => objectAt(one, "persistentVolumeClaim")["claimName"] === "shared",
  );
  return objectsAt(container, "volumeMounts")
    .filter(({ name }) => name === volume?.["name"])
    .find(({ mountPath }) => directory.startsWith(`${String(mountPath).replace(/\/$/, "")}/`));
}

function userOf(container: JsonObject, pod: JsonObject): unknown {
  const own = member(objectAt(container, "securityContext"), "runAsUser");
  return own ?? member(objectAt(objectAt(pod, "spec"), "securityContext"), "runAsUser");
}

/** An instance for all, whose claim pods can mount, perhaps without writing to it. */
function claimCluster(isReadOnly: boolean, mode: string): MemoryDirectory {
  const memory = new MemoryDirectory();
  const metadata = {
    name: "mx",
    namespace: "ns",
    labels: { [`${PREFIX}dynamo-namespace`]: "global" },
    annotations: { [`${PREFIX}claim`]: "shared", [`${PREFIX}read-only`]: String(isReadOnly) },
  };
  memory.set("Service", { metadata, spec: { ports: [{ name: "grpc", port: 8001 }] } });
  const claim = { metadata: { name: "shared", namespace: "ns" }, spec: { accessModes: [mode] } };
  memory.set("PersistentVolumeClaim", claim);
  return memory;
}
