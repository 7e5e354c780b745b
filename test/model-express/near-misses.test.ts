import { describe, expect, test } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { describeNearMisses } from "../../src/model-express/near-misses.ts";

const LABEL = "modelexpress.nvidia.com/dynamo-namespace";

function service(namespace: string, name: string, labels: Record<string, string> = {}): MemoryDirectory {
  return include(new MemoryDirectory(), namespace, name, labels);
}

function include(
  directory: MemoryDirectory,
  namespace: string,
  name: string,
  labels: Record<string, string>,
): MemoryDirectory {
  directory.set("Service", { metadata: { namespace, name, labels }, spec: { ports: [{ name: "grpc", port: 8001 }] } });
  return directory;
}

describe("near misses of a pod of dynamo namespace d in namespace k", () => {
  test.each([
    [
      "another label value",
      service("k", "mx", { [LABEL]: "dd" }),
      `kubectl label service mx -n k ${LABEL}=d --overwrite`,
    ],
    ["no label", service("k", "model-express"), `kubectl label service model-express -n k ${LABEL}=d`],
    ["a chart's label", service("k", "mx", { "app.kubernetes.io/name": "modelexpress" }), "Service mx is not labelled"],
    [
      "another namespace",
      service("other", "mx", { [LABEL]: "d" }),
      "list other in the configuration's globalNamespaces",
    ],
    ["a global one elsewhere", service("other", "mx", { [LABEL]: "global" }), "Service other/mx is global"],
  ])("%s", (_what, directory, expected) => {
    expect(describeNearMisses(directory.nearMisses("k", "d"), "k", "d")).toContain(expected);
  });

  test.each([
    [
      "k",
      "dd",
      `ModelExpress me serves dd; if it is the right one: kubectl patch modelexpress me -n k --type merge -p '${spec("d")}'`,
    ],
    ["other", "d", `kubectl patch modelexpress me -n other --type merge -p '${spec("global")}', and list other`],
  ])("whose label the controller writes, in %s for %s: the object is changed instead", (namespace, scope, expected) => {
    const directory = new MemoryDirectory();
    const owner = { apiVersion: "modelexpress.nvidia.com/v1alpha1", kind: "ModelExpress", name: "me" };
    const metadata = { namespace, name: "me", labels: { [LABEL]: scope }, ownerReferences: [owner] };
    directory.set("Service", { metadata, spec: { ports: [{ name: "grpc", port: 8001 }] } });
    const text = describeNearMisses(directory.nearMisses("k", "d"), "k", "d");
    expect(text).toContain(expected);
    expect(text).not.toContain("kubectl label");
  });

  test.each([
    ["a Service of no Model Express", service("k", "web")],
    ["another tenant's dynamo namespace", service("other", "mx", { [LABEL]: "theirs" })],
    ["a Service that is deleted", gone()],
    ["an unlabelled one of another namespace", service("other", "model-express")],
  ])("not: %s", (_what, directory) => {
    expect(directory.nearMisses("k", "d")).toEqual([]);
  });

  test("a Service that gets its label is no near miss of its own scope's namespace any more", () => {
    const directory = include(service("other", "mx", { [LABEL]: "d" }), "other", "mx", { [LABEL]: "e" });
    expect(directory.nearMisses("k", "d")).toEqual([]);
    expect(directory.nearMisses("k", "e").map(({ name }) => name)).toEqual(["mx"]);
  });

  test("are few, even of a thousand", () => {
    const directory = new MemoryDirectory();
    for (let i = 0; i < 1000; i++) include(directory, "k", `mx-${i}`, { [LABEL]: `d-${i}` });
    expect(directory.nearMisses("k", "d")).toHaveLength(4);
    expect(describeNearMisses(directory.nearMisses("k", "d"), "k", "d").match(/Service/g)).toHaveLength(2);
  });
});

function spec(dynamoNamespace: string): string {
  return JSON.stringify({ spec: { dynamoNamespace } });
}

function gone(): MemoryDirectory {
  const directory = service("k", "mx", { [LABEL]: "dd" });
  directory.delete("Service", "k", "mx");
  return directory;
}
