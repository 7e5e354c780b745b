import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choosePullImage, repositoryOf } from "../../src/injection/pull-image.ts";
import type { PullSettings } from "../../src/injection/settings.ts";
import type { ValidInstance } from "../../src/model-express/instance.ts";

function choose(image: string, allowedImages: readonly string[]): string {
  const settings: PullSettings = {
    image: "configured/image:1",
    allowedImages,
    imagePullPolicy: undefined,
    imagePullSecrets: [],
    timeoutSeconds: 1,
    resources: { requests: {}, limits: {} },
    script: "",
  };
  const instance = { image } as ValidInstance;
  return choosePullImage(instance, settings).image;
}

const part = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const repository = fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("/"));

describe("an instance's image", () => {
  test("of an allowed repository runs at any tag and digest", () => {
    fc.assert(
      fc.property(repository, fc.constantFrom("", ":1", "@sha256:00", ":1@sha256:00", "/more:1"), (name, rest) => {
        expect(choose(`${name}${rest}`, [name])).toBe(`${name}${rest}`);
      }),
    );
  });

  test("whose name only begins like an allowed one does not run", () => {
    fc.assert(
      fc.property(repository, fc.stringMatching(/^[a-z0-9._-][a-z0-9]{0,5}$/), (name, more) => {
        expect(choose(`${name}${more}:1`, [name])).toBe("configured/image:1");
      }),
    );
  });

  test("runs by no empty prefix, and by none at all", () => {
    fc.assert(
      fc.property(repository, (name) => {
        expect(choose(name, [])).toBe("configured/image:1");
        expect(choose(name, [""])).toBe("configured/image:1");
      }),
    );
  });

  test.each([
    ["host:5000/a/b", "host:5000/a/b"],
    ["host:5000/a/b:1", "host:5000/a/b"],
    ["a/b:1@sha256:00", "a/b"],
    ["a", "a"],
  ])("%s is of repository %s", (image, expected) => {
    expect(repositoryOf(image)).toBe(expected);
  });
});
