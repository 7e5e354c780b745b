import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import { describe, expect, test } from "vitest";
import { listRemoved, mayRemove } from "../../../src/injection/command/removed-paths.ts";

describe("a removed path", () => {
  test.each([
    ["/cache/hub", "the directory itself"],
    ["/cache/", "above it"],
    ["/cache/*", "a pattern above it"],
    ["/c*", "a pattern that it may match"],
    ["/cache/hub/models--org--a", "below it"],
    [UNKNOWN, "unknown"],
    [`${UNKNOWN}/`, "unknown, with a slash"],
    [`${UNKNOWN}/*`, "a pattern in an unknown directory"],
    [`${UNKNOWN}/hub`, "the end of it, in an unknown directory"],
    [`${UNKNOWN}/hub/.locks`, "below the end of it, in an unknown directory"],
    [`${UNKNOWN}/models--org--a`, "a model in an unknown directory"],
    [`/${UNKNOWN}`, "unknown below the root"],
  ])("%s may be in the cache: %s", (path) => {
    expect(mayRemove(path, "/cache/hub")).toBe(true);
  });

  test.each([
    "/tmp/x",
    "/cache2",
    "/cache/hub2",
    "/cache/datasets",
    "/tmp/*",
    "lock",
    "./*.log",
    `${UNKNOWN}/tmp/x`,
    `/tmp/${UNKNOWN}`,
    "~/.cache/huggingface",
  ])("%s is not in the cache", (path) => {
    expect(mayRemove(path, "/cache/hub")).toBe(false);
  });

  test("in a home may be a cache in a home", () => {
    expect(mayRemove("~/.cache/huggingface", "/root/.cache/huggingface/hub")).toBe(true);
    expect(mayRemove("~/.cache/vllm", "/root/.cache/huggingface/hub")).toBe(false);
  });
});

describe("what commands remove", () => {
  test.each([
    [
      ["rm", "-rf", "/a", "/b"],
      ["/a", "/b"],
    ],
    [["sudo", "/bin/rm", "-f", "/a"], ["/a"]],
    [
      ["mv", "/a", "/b"],
      ["/a", "/b"],
    ],
    [
      ["find", "/a", "/b", "-name", "*.lock", "-delete"],
      ["/a", "/b"],
    ],
    [["find", "/a", "-exec", "rm", "{}", ";"], ["/a"]],
    [["find", "/a", "-type", "f"], []],
    [["ls", "/a"], []],
  ])("%j", (words, removed) => {
    expect(listRemoved([words], [])).toEqual(removed);
  });

  test("more than a few paths count as unknown", () => {
    expect(listRemoved([["rm", ...Array.from({ length: 17 }, (_, at) => `/tmp/${at}`)]], [])).toEqual([UNKNOWN]);
  });

  test.each(["rm -rf $HF_HOME/*", "rm -rf $HF_HUB_CACHE", "rm $MODEL_EXPRESS_PATH/x"])(
    "an unknown path counts in a text that refers to the cache: %s",
    (text) => {
      expect(listRemoved([["rm", UNKNOWN]], [text])).toEqual([UNKNOWN]);
    },
  );

  test("an unknown path of another variable leads elsewhere", () => {
    expect(listRemoved([["rm", "-rf", UNKNOWN, "/tmp/x"]], ["rm -rf $TRITON_CACHE_DIR /tmp/x"])).toEqual(["/tmp/x"]);
  });
});
