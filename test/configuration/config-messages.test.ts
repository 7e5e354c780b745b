import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/configuration/config.ts";

/** The message for the text of a file, without the file's name. */
function messageOf(text: string, overrides: Readonly<Record<string, string>> = {}): string {
  try {
    loadConfig({ name: "c.yaml", text }, overrides);
  } catch (error) {
    return (error as Error).message.replace(/^c\.yaml: /, "");
  }
  return "";
}

describe("a configuration file", () => {
  test.each([
    ["mode: Auto", 'mode is "Auto"; accepted: auto, shared, stream, env'],
    ["mode: {a: 1}", "mode is an object; accepted: auto, shared, stream, env"],
    ["offline: true", "offline is true; accepted: auto, always, never"],
    ["gate: true", "gate is true; accepted: enabled, disabled"],
    ["weights: gpu", 'weights is "gpu"; accepted: files, peers'],
    [
      "pull: {imagePullPolicy: Sometimes}",
      'pull.imagePullPolicy is "Sometimes"; accepted: Always, IfNotPresent, Never',
    ],
    ["apiVersion: v1", 'apiVersion is "v1"; accepted: config.modelexpress.nvidia.com/v1alpha1'],
    ["kind: Pod", 'kind is "Pod"; accepted: InjectorConfiguration'],
    ["pull: {image: 7}", "pull.image is 7; expected text"],
    ["pull: {image: ':::'}", "pull.image: expected an image such as registry.example.com/org/name:tag"],
    ["pull: {image: ''}", "pull.image: expected an image such as registry.example.com/org/name:tag"],
    [
      "pull: {allowedImages: [registry.example.com/*]}",
      "pull.allowedImages.0: expected the start of an image's name, such as registry.example.com/org/",
    ],
    ["pull: {resources: {limits: {memroy: 1Gi}}}", "unknown key pull.resources.limits.memroy (did you mean memory?)"],
    ["pull: {resources: {requests: {nvidia.com/gpu: 1}}}", "unknown key pull.resources.requests.nvidia.com/gpu"],
    ["pull: 7", "pull is 7; expected an object"],
    ["pull: {allowedImages: x}", 'pull.allowedImages is "x"; expected a list'],
    ["pull: {resources: {limits: []}}", "pull.resources.limits is a list; expected an object"],
    ["path: ~", "path is null; expected text"],
    ["globalNamespaces: a", 'globalNamespaces is "a"; expected a list'],
    ["globalNamespaces: [1]", "globalNamespaces.0 is 1; expected text"],
    ["stream: {size: [1]}", "stream.size: expected a size from 1M on, with its unit, such as 200Gi"],
    ["stream: {size: 10}", "stream.size: expected a size from 1M on, with its unit, such as 200Gi"],
    ["path: /", "path: expected an absolute path such as /model-express"],
    ["[1]", "expected an InjectorConfiguration object"],
    [`mode: ${"x".repeat(100)}`, `mode is "${"x".repeat(39)}…; accepted: auto, shared, stream, env`],
  ])("%s is named with what is accepted", (text, message) => {
    expect(messageOf(text)).toBe(message);
  });

  test("has no words of its parser, whatever is in place of a value", () => {
    const places = ["mode", "path", "defaultUrl", "globalNamespaces", "stream", "pull", "peers", "clusterDomain"];
    const values = ["7", "true", "~", "[]", "[[]]", "{}", "{a: {}}", "''", "x y"];
    const messages = places.flatMap((place) => values.map((value) => messageOf(`${place}: ${value}`)));
    expect(messages.filter((message) => message !== "").length).toBeGreaterThan(places.length);
    expect(messages.filter((message) => /Invalid|received|undefined|\[object/.test(message))).toEqual([]);
  });
});

test("a flag's image is named with what is accepted", () => {
  expect(messageOf("", { "pull.image": ":::" })).toBe(
    '--pull-image is ":::"; expected an image such as registry.example.com/org/name:tag',
  );
});

test("a flag with several wrong parts is named once", () => {
  expect(messageOf("", { globalNamespaces: ",," })).toBe(
    '--global-namespaces is ",,"; expected a Kubernetes object name',
  );
});
