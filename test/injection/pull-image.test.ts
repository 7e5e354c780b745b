import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choosePullImage, cutRepository, isSameOrOlder, takesRevisions } from "../../src/injection/pull-image.ts";
import type { PullSettings } from "../../src/injection/settings.ts";
import type { ValidInstance } from "../../src/model-express/instance.ts";

function settingsWith(allowedImages: readonly string[], allowsDeployed = true): PullSettings {
  return {
    image: "configured/image:1",
    allowedImages,
    allowsDeployed,
    imagePullPolicy: undefined,
    imagePullSecrets: [],
    timeoutSeconds: 1,
    resources: { requests: {}, limits: {} },
    script: "",
  };
}

const NOTHING = { deployedImage: () => undefined };

function choose(image: string, allowedImages: readonly string[]): string {
  return choosePullImage({ image } as ValidInstance, NOTHING, settingsWith(allowedImages)).image;
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

  test("with a mere prefix of an allowed name in common does not run", () => {
    fc.assert(
      fc.property(repository, fc.stringMatching(/^[a-z0-9._-][a-z0-9]{0,5}$/), (name, more) => {
        expect(choose(`${name}${more}:1`, [name])).toBe("configured/image:1");
      }),
    );
  });

  test("is not allowed by an empty prefix, nor without any", () => {
    fc.assert(
      fc.property(repository, (name) => {
        expect(choose(name, [])).toBe("configured/image:1");
        expect(choose(name, [""])).toBe("configured/image:1");
      }),
    );
  });

  test("runs if the ModelExpress of the same namespace and name runs it, and for no other", () => {
    const from = { namespace: "ns", name: "mx" };
    fc.assert(
      fc.property(
        repository,
        fc.constantFrom("ns", "other"),
        fc.constantFrom("mx", "my"),
        (name, namespace, object) => {
          const deployedImage = (at: string, which: string) =>
            at === namespace && which === object ? name : undefined;
          const { image } = choosePullImage(
            { ...from, image: name } as ValidInstance,
            { deployedImage },
            settingsWith([]),
          );
          expect(image === name).toBe(namespace === "ns" && object === "mx");
          const instance = { ...from, image: name } as ValidInstance;
          expect(choosePullImage(instance, { deployedImage: () => name }, settingsWith([], false)).image).not.toBe(
            name,
          );
          const other = { ...from, image: `${name}-evil` } as ValidInstance;
          expect(choosePullImage(other, { deployedImage }, settingsWith([])).image).toBe("configured/image:1");
        },
      ),
    );
  });

  test("comes with its pull policy and Secrets, which do not apply to another image", () => {
    const instance = { image: "a/b:1", imagePullSecrets: ["s"], imagePullPolicy: "Never" } as unknown as ValidInstance;
    const own = choosePullImage(instance, NOTHING, settingsWith(["a/b"]));
    expect(own).toMatchObject({ image: "a/b:1", imagePullSecrets: ["s"], imagePullPolicy: "Never", warnings: [] });
    const other = choosePullImage(instance, NOTHING, settingsWith([]));
    expect(other).toMatchObject({ imagePullSecrets: [], imagePullPolicy: undefined });
    expect(other.warnings.map(({ code }) => code)).toEqual(["ImageNotAllowed"]);
  });

  test.each([
    ["host:5000/a/b", "host:5000/a/b"],
    ["host:5000/a/b:1", "host:5000/a/b"],
    ["a/b:1@sha256:00", "a/b"],
    ["a", "a"],
  ])("%s is of repository %s", (image, expected) => {
    expect(cutRepository(image)).toBe(expected);
  });
});

describe("the version of an image", () => {
  test.each([
    ["a/b:0.5.1", "a/b:0.5.1", true],
    ["a/b:0.3.0", "a/b:0.5.1", true],
    ["a/b:v0.7.0", "a/b:0.5.1", false],
    ["a/b:1.0.0", "a/b:0.9.0", false],
    ["a/b:latest", "a/b:0.5.1", true],
    ["a/b@sha256:00", "a/b:0.5.1", true],
    ["c/b:0.3.0", "a/b:0.5.1", false],
  ])("of %s beside %s: the same or older, %s", (image, than, expected) => {
    expect(isSameOrOlder(image, than)).toBe(expected);
  });

  test.each([
    ["a/b:0.5.1", false],
    ["a/b:0.6.0", true],
    ["a/b:1.0", true],
    ["a/b:latest", true],
    ["a/b@sha256:00", true],
    ["host:5000/b", true],
  ])("of %s knows revisions: %s", (image, expected) => {
    expect(takesRevisions(image)).toBe(expected);
  });
});
