import { describe, expect, test } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { parseAddress } from "../../src/model-express/address.ts";
import { findInstance } from "../../src/model-express/find-instance.ts";
import type { Search } from "../../src/model-express/search.ts";

const SEARCH: Search = {
  namespace: "inference",
  dynamoNamespace: "inference-agg",
  annotated: undefined,
  existing: undefined,
  globalNamespaces: ["platform"],
  defaultUrl: "http://default.example:8001",
  clusterDomain: "",
  resolvesNames: true,
};

interface Service {
  readonly name: string;
  readonly serves: string;
  readonly namespace?: string;
  readonly created?: string;
  readonly spec?: object;
}

function directoryOf(...services: readonly Service[]): MemoryDirectory {
  const directory = new MemoryDirectory();
  for (const { name, serves, namespace = "inference", created = "2026-01-01T00:00:00Z", spec = {} } of services) {
    const labels = { "modelexpress.nvidia.com/dynamo-namespace": serves };
    const metadata = { name, namespace, labels, creationTimestamp: created };
    directory.set("Service", { metadata, spec: { ports: [{ port: 8001 }], ...spec } });
  }
  return directory;
}

const own: Service = { name: "own", serves: "inference-agg" };
const globalHere: Service = { name: "here", serves: "global" };
const globalThere: Service = { name: "there", serves: "global", namespace: "platform" };
const foreign: Service = { name: "foreign", serves: "inference-agg", namespace: "tenant" };

describe("the steps in their order", () => {
  test.each([
    ["dynamo namespace", "http://own.inference.svc:8001", [own, globalHere, globalThere, foreign]],
    ["global here", "http://here.inference.svc:8001", [globalHere, globalThere, foreign]],
    ["global elsewhere", "http://there.platform.svc:8001", [globalThere, foreign]],
    ["default URL", "http://default.example:8001", [foreign, { ...globalThere, namespace: "tenant" }]],
  ] as const)("%s gives %s", (step, url, services) => {
    const { found, steps } = findInstance(SEARCH, directoryOf(...services));
    expect(found).toMatchObject({ step, address: { url } });
    expect(steps.filter(({ isChosen }) => isChosen).map((each) => each.step)).toEqual([step]);
  });

  test("an annotation precedes everything, and is not reported as a difference", () => {
    const annotated = parseAddress("http://mine.example:8001");
    const { found } = findInstance({ ...SEARCH, annotated, existing: "unknown" }, directoryOf(own));
    expect(found).toMatchObject({ step: "annotation", address: annotated, instance: undefined, differing: undefined });
  });

  test("a container's own address is respected, and names the instance it differs from", () => {
    const existing = parseAddress("http://operator.example:8001");
    const { found } = findInstance({ ...SEARCH, existing }, directoryOf(own));
    expect(found).toMatchObject({ step: "environment", address: existing, differing: { name: "own" } });
  });

  test("a container's own address that matches an instance selects it", () => {
    const existing = parseAddress("own.inference.svc.cluster.local:8001");
    const { found } = findInstance({ ...SEARCH, existing }, directoryOf(own));
    expect(found).toMatchObject({ step: "dynamo namespace", instance: { name: "own" }, differing: undefined });
  });

  test("without any instance, each step says why it found none", () => {
    const { found, steps } = findInstance({ ...SEARCH, defaultUrl: undefined }, directoryOf(foreign));
    expect(found).toBeUndefined();
    expect(steps.map(({ step }) => step)).toEqual([
      "annotation",
      "environment",
      "dynamo namespace",
      "global here",
      "global elsewhere",
      "default URL",
    ]);
    expect(steps.every(({ detail }) => detail !== "")).toBe(true);
  });

  test("global is reserved: a pod cannot take it as its dynamo namespace", () => {
    const search = { ...SEARCH, dynamoNamespace: "global", globalNamespaces: [], defaultUrl: undefined };
    expect(findInstance(search, directoryOf({ ...globalHere, namespace: "tenant" })).found).toBeUndefined();
  });
});

describe("two instances at one step", () => {
  test("the oldest decides, then the name; the others are rivals", () => {
    const old = { ...own, name: "z", created: "2025-01-01T00:00:00Z" };
    const { found } = findInstance(SEARCH, directoryOf({ ...own, name: "b" }, { ...own, name: "a" }, old));
    expect(found?.instance?.name).toBe("z");
    expect(found?.rivals.map(({ name }) => name)).toEqual(["a", "b"]);
  });
});

describe("the address of an instance", () => {
  test.each([
    ["by name", true, {}, "http://own.inference.svc:8001"],
    ["by cluster IP", false, { clusterIP: "10.96.0.7" }, "http://10.96.0.7:8001"],
    ["by cluster IPv6", false, { clusterIP: "fd00::7" }, "http://[fd00::7]:8001"],
    ["by name where a headless Service has no IP", false, { clusterIP: "None" }, "http://own.inference.svc:8001"],
    [
      "at the pods' port if it is headless",
      true,
      { clusterIP: "None", ports: [{ name: "grpc", port: 80, targetPort: 9001 }] },
      "http://own.inference.svc:9001",
    ],
    [
      "at the Service's port otherwise",
      true,
      { clusterIP: "10.96.0.7", ports: [{ name: "grpc", port: 80, targetPort: 9001 }] },
      "http://own.inference.svc:80",
    ],
    ["by name while the Service has no IP yet", false, {}, "http://own.inference.svc:8001"],
    ["by name where the IP is none", false, { clusterIP: "not an address" }, "http://own.inference.svc:8001"],
  ])("%s", (_, resolvesNames, spec, url) => {
    const { found } = findInstance({ ...SEARCH, resolvesNames }, directoryOf({ ...own, spec }));
    expect(found?.address).toMatchObject({ url });
  });

  test("the cluster's domain is part of the name if configured", () => {
    const { found } = findInstance({ ...SEARCH, clusterDomain: "corp.example" }, directoryOf(own));
    expect(found?.address).toMatchObject({ url: "http://own.inference.svc.corp.example:8001" });
  });
});
