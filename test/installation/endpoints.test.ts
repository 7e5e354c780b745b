import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { endpointsIn } from "../../src/reach/endpoints.ts";

function slice(endpoints: readonly object[], ports: readonly object[] = [{ name: "grpc", port: 8101 }]): JsonObject {
  return { addressType: "IPv4", endpoints, ports } as unknown as JsonObject;
}

function pod(name: string, ready: boolean | undefined, address = "10.0.0.1"): object {
  return { addresses: [address], conditions: { ready }, targetRef: { kind: "Pod", name } };
}

describe("the endpoints of a Service", () => {
  it("are its ready pods with their own ports, and the number of the others", () => {
    const slices = [slice([pod("a", true), pod("b", false)]), slice([pod("c", undefined, "10.0.0.3")])];
    expect(endpointsIn(slices, "grpc")).toEqual({
      // A missing condition counts as true (discovery/v1, EndpointConditions).
      ready: [
        { address: "10.0.0.1", port: 8101, pod: "a" },
        { address: "10.0.0.3", port: 8101, pod: "c" },
      ],
      unready: 1,
    });
  });

  it("are counted once if a Service has addresses of two families", () => {
    const slices = [slice([pod("a", true)]), slice([pod("a", true, "fd00::1")])];
    expect(endpointsIn(slices, "grpc").ready).toHaveLength(1);
  });

  it("are none for a port that the slice does not have", () => {
    expect(endpointsIn([slice([pod("a", true)])], "metrics")).toEqual({ ready: [], unready: 1 });
  });

  it("may be addresses without pods", () => {
    const external = { addresses: ["192.0.2.7"], conditions: {} };
    expect(endpointsIn([slice([external], [{ port: 8001 }])], "").ready).toEqual([
      { address: "192.0.2.7", port: 8001, pod: undefined },
    ]);
  });
});
