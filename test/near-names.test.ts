import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findNearNames } from "../src/near-names.ts";

const KEYS = ["mode", "models", "imagePullPolicy", "resources", "cpu"];

describe("a misspelt name", () => {
  test.each([
    ["mod", ["mode"]],
    ["modles", ["models"]],
    ["image_pull_policy", ["imagePullPolicy"]],
    ["ImagePulPolicy", ["imagePullPolicy"]],
    ["resuorces", ["resources"]],
    ["cup", ["cpu"]],
    ["gpu", ["cpu"]],
    ["memory", []],
    ["", []],
  ])("%j may be %j", (name, expected) => {
    expect(findNearNames(name, KEYS)).toEqual(expected);
  });

  test("is found with the nearest first", () => {
    expect(findNearNames("worker-11", ["worker-22", "worker-1", "worker-12"])).toEqual([
      "worker-1",
      "worker-12",
      "worker-22",
    ]);
  });

  test("is found with a letter missing, doubled or exchanged, or two swapped", () => {
    const slips: readonly ((name: string, at: number) => string)[] = [
      (name, at) => name.slice(0, at) + name.slice(at + 1),
      (name, at) => name.slice(0, at + 1) + name.slice(at),
      (name, at) => `${name.slice(0, at)}0${name.slice(at + 1)}`,
      (name, at) => name.slice(0, at) + [...name.slice(at, at + 2)].reverse().join("") + name.slice(at + 2),
    ];
    const named = fc.stringMatching(/^[a-z]{4,30}$/);
    fc.assert(
      fc.property(named, fc.nat(), fc.constantFrom(...slips), (name, at, slip) => {
        expect(findNearNames(slip(name, at % name.length), ["0123456789", name])).toEqual([name]);
      }),
    );
  });

  test("is not compared with names of another length", () => {
    expect(findNearNames("w".repeat(1_000_000), KEYS)).toEqual([]);
  });
});
