import { describe, expect, it } from "vitest";
import { findInnermostMount, resolveMountPath } from "../../src/kubernetes/path.ts";

function innermost(path: string, ...mounts: readonly string[]): number {
  return mounts.findIndex((_, index) => {
    const found = findInnermostMount(
      mounts.map((mountPath, at) => ({ mountPath, at })),
      path,
    );
    return found?.at === index;
  });
}

describe("the innermost mount", () => {
  it.each([
    ["the deepest that holds the path", ["/", "/models", "/models/hub", "/models/hub/x"], 2],
    ["whatever the order", ["/models/hub", "/models", "/"], 0],
    ["the later of two at one path", ["/models", "/models"], 1],
    ["the later of two at one path, whatever slashes end it", ["/models//", "/models"], 1],
    ["not one whose name only begins alike", ["/mod", "/models", "/models/hu"], 1],
    ["none, where none holds it", ["/other"], -1],
  ])("is %s", (_, mounts, index) => {
    expect(innermost("/models/hub", ...mounts)).toBe(index);
  });
});

describe("a mount path", () => {
  it.each([
    ["/models/", "/models"],
    ["models", "/models"],
    ["/a//b/./c", "/a/b/c"],
    ["/a/../b", "/b"],
    ["../../b", "/b"],
    [" ", "/ "],
    ["/", "/"],
  ])("%j is mounted at %j", (path, mounted) => {
    expect(resolveMountPath(path)).toBe(mounted);
  });
});
