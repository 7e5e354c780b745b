import { describe, expect, test } from "vitest";
import { isUrl, parseAddress, parseServiceHost } from "../../src/model-express/address.ts";

describe("an address", () => {
  test.each([
    ["http://mx.a.svc:8001", "http://mx.a.svc:8001"],
    ["mx.a.svc:8001", "http://mx.a.svc:8001"],
    ["https://mx.example.com:443///", "https://mx.example.com:443"],
    ["http://[fd00::1]:65535", "http://[fd00::1]:65535"],
  ])("%s is read as %s", (text, url) => {
    expect(parseAddress(text)?.url).toBe(url);
  });

  test.each([
    "",
    "mx",
    "http://mx",
    "http://mx:0",
    "http://mx:65536",
    "ftp://mx:1",
    "http://u@mx:1",
    "http://mx:1/path",
  ])("%j is not an address", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test("an annotation must state its scheme", () => {
    expect([isUrl("mx:8001"), isUrl("http://mx:8001")]).toEqual([false, true]);
  });
});

describe("the Service behind a host name", () => {
  const own = { namespace: "a", clusterDomain: "corp.example" };

  test.each(["mx", "mx.a", "mx.a.svc", "mx.a.svc.cluster.local", "mx.a.svc.corp.example"])("%s is mx in a", (host) => {
    expect(parseServiceHost(host, own)).toEqual({ namespace: "a", name: "mx" });
  });

  test.each([
    "",
    ".a.svc",
    "mx.a.pod",
    "mx.a.svc.evil.example",
    "mx.a.svc.cluster.local.evil.example",
    "mx.a.svc.cluster",
    "mx.a.svc.corp.example.",
    "mx.a.svc.xcorp.example",
    "mx.a.service",
  ])("%j is not a Service", (host) => {
    expect(parseServiceHost(host, own)).toBeUndefined();
  });

  test("another cluster's domain does not count where none is configured", () => {
    expect(parseServiceHost("mx.a.svc.corp.example", { namespace: "a", clusterDomain: "" })).toBeUndefined();
  });
});
